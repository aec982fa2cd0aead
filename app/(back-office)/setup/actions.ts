"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { AnswerState } from "@/components/setup/answer-form";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { placeTestOrder } from "@/lib/orders/place-test-order";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";
import { answerQuestion, askAgain } from "@/lib/setup/answer-question";

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
