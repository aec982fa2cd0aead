"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { AnswerState } from "@/components/setup/answer-form";
import type { RehearsalState } from "@/components/setup/rehearsal-form";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { placeTestOrder } from "@/lib/orders/place-test-order";
import { type ActionResult, asResult } from "@/lib/result";
import { services } from "@/lib/services";
import { answerQuestion, askAgain } from "@/lib/setup/answer-question";
import type { Hop } from "@/lib/setup/rehearsal/hops";
import { lookNow } from "@/lib/setup/rehearsal/look-now";
import { runRehearsal } from "@/lib/setup/rehearsal/run-rehearsal";

const question = z.string().max(40);

export async function answerAction(input: string, _: AnswerState, given: FormData): Promise<AnswerState> {
  const actor = await actionActor("connection.manage");
  const parsed = question.safeParse(input);
  if (!parsed.success) return { message: "Choose one of the answers." };
  const answer = fieldText(formFrom(given), "answer");
  const result = await asResult(() => answerQuestion(services(), actor, { question: parsed.data, answer }));
  revalidatePath("/setup");
  return { message: result.ok ? null : result.message };
}

export async function askAgainAction(): Promise<void> {
  const actor = await actionActor("connection.manage");
  await askAgain(services(), actor);
  revalidatePath("/setup");
}

const place = z.object({ location: z.uuid() });

export async function placeTestOrderAction(_: AnswerState, given: FormData): Promise<AnswerState> {
  const actor = await actionActor("orders.manage");
  const parsed = place.safeParse({ location: fieldText(formFrom(given), "location") });
  if (!parsed.success) return { message: "This location does not exist." };
  const result = await asResult(() => placeTestOrder(services(), actor, { locationId: parsed.data.location }));
  revalidatePath("/", "layout");
  return { message: result.ok ? null : result.message };
}

const subject = z.uuid();

export async function runRehearsalAction(_: RehearsalState, given: FormData): Promise<RehearsalState> {
  const actor = await actionActor("orders.manage");
  const parsed = subject.safeParse(fieldText(formFrom(given), "subject"));
  if (!parsed.success) return { message: "This location does not exist.", stop: null };
  const result = await asResult(() => runRehearsal(services(), actor, { locationId: parsed.data }));
  return tell(result, (start) => (start.started ? null : start.broken));
}

export async function lookNowAction(_: RehearsalState, given: FormData): Promise<RehearsalState> {
  const actor = await actionActor("orders.manage");
  const parsed = subject.safeParse(fieldText(formFrom(given), "subject"));
  if (!parsed.success) return { message: "This dress rehearsal does not exist.", stop: null };
  const result = await asResult(() => lookNow(services(), actor, { rehearsalId: parsed.data }));
  return tell(result, (issue) => (issue.issued ? null : issue.broken));
}

function tell<T>(result: ActionResult<T>, stopIn: (data: T) => Hop | null): RehearsalState {
  revalidatePath("/setup");
  if (!result.ok) return { message: result.message, stop: null };
  const stop = stopIn(result.data);
  if (stop?.state !== "broken" && stop?.state !== "waiting") return { message: null, stop: null };
  return { message: null, stop: { title: stop.title, cause: stop.cause, fix: stop.fix } };
}
