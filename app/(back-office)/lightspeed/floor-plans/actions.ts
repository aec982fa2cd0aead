"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { printMessage } from "@/lib/lightspeed/floor-plan/print-message";
import { refreshFloorPlans } from "@/lib/lightspeed/floor-plan/refresh-floor-plans";
import { saveFloorPlan } from "@/lib/lightspeed/floor-plan/save-floor-plan";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const step = z.number().int().min(0).max(400);
const layout = z.object({
  locationId: z.uuid(),
  floorPlanId: z.string().regex(/^\d{1,19}$/),
  version: z.number().int().min(0).max(2_147_483_646),
  places: z.array(z.object({ tableId: z.string().min(1).max(100), x: step, y: step })).max(2_000),
});
const message = z.object({
  locationId: z.uuid(),
  message: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text.replace(/[\r\n\t]/g, "")), "Use plain text only."),
  alsoToPrinter: z.boolean(),
});

const redraw = () => revalidatePath("/lightspeed/floor-plans");

export async function saveFloorPlanAction(input: z.input<typeof layout>): Promise<ActionResult<{ version: number }>> {
  const actor = await actionActor("floor-plans.edit");
  const parsed = layout.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const result = await asResult(() => saveFloorPlan(services(), actor, parsed.data));
  redraw();
  return result;
}

export async function printMessageAction(input: z.input<typeof message>): Promise<ActionResult<{ placeName: string }>> {
  const actor = await actionActor("till.message");
  const parsed = message.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return asResult(() => printMessage(services(), actor, parsed.data));
}

/** Everybody may; what goes wrong is shown with the age of what is known. */
export async function refreshFloorPlansAction(locationId: string): Promise<void> {
  const actor = await actionActor();
  const parsed = z.uuid().safeParse(locationId);
  if (parsed.success) await refreshFloorPlans(services(), actor.merchantId, parsed.data);
  redraw();
}
