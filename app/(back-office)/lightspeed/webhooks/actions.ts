"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { repairEndpoint } from "@/lib/lightspeed/webhooks/change-endpoint";
import { deliveryFilterSchema } from "@/lib/lightspeed/webhooks/delivery-filter";
import { readEndpoint } from "@/lib/lightspeed/webhooks/read-endpoint";
import { registerEndpointNow } from "@/lib/lightspeed/webhooks/register-endpoint";
import { replayDelivery } from "@/lib/lightspeed/webhooks/replay";
import { cancelReplay, previewReplay, startReplay } from "@/lib/lightspeed/webhooks/replay-many";
import { rotateEndpoint } from "@/lib/lightspeed/webhooks/rotate-endpoint";
import { sendTestEvent } from "@/lib/lightspeed/webhooks/send-test-event";
import { setPlaceLink } from "@/lib/lightspeed/webhooks/set-place-link";
import type { TestEventView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const place = z.object({ businessLocationId: z.string().regex(/^\d{1,19}$/), send: z.boolean() });
const event = z.object({ eventId: z.uuid() });
const start = z.object({ filter: deliveryFilterSchema, expected: z.number().int().min(0).max(1_000_000) });
const replay = z.object({ replayId: z.uuid() });

async function changed(run: () => Promise<unknown>): Promise<ActionResult<null>> {
  const result = await asResult(async () => {
    await run();
    return null;
  });
  revalidatePath("/lightspeed/webhooks", "layout");
  return result;
}

export async function registerEndpointAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  return changed(() => registerEndpointNow(services(), actor.merchantId));
}

export async function checkEndpointAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  return changed(() => readEndpoint(services(), actor.merchantId));
}

export async function repairEndpointAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  return changed(() => repairEndpoint(services(), actor));
}

export async function rotateEndpointAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  return changed(() => rotateEndpoint(services(), actor));
}

export async function switchPlaceAction(input: z.input<typeof place>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = place.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => setPlaceLink(services(), actor, parsed.data));
}

export async function sendTestEventAction(): Promise<ActionResult<TestEventView>> {
  const actor = await actionActor("connection.manage");
  return asResult(() => sendTestEvent(services(), actor));
}

export async function redeliverAction(input: z.input<typeof event>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = event.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => replayDelivery(services(), actor, parsed.data));
}

export async function previewReplayAction(
  input: z.input<typeof deliveryFilterSchema>,
): Promise<ActionResult<{ count: number }>> {
  const actor = await actionActor("connection.manage");
  const parsed = deliveryFilterSchema.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return asResult(() => previewReplay(services(), actor, parsed.data));
}

export async function startReplayAction(input: z.input<typeof start>): Promise<ActionResult<{ replayId: string }>> {
  const actor = await actionActor("connection.manage");
  const parsed = start.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const result = await asResult(() => startReplay(services(), actor, parsed.data));
  revalidatePath("/lightspeed/webhooks", "layout");
  return result;
}

export async function cancelReplayAction(input: z.input<typeof replay>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = replay.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => cancelReplay(services(), actor, parsed.data));
}
