"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { checkAllSettings } from "@/lib/lightspeed/location-settings/check-all-settings";
import { updateLocationSettings } from "@/lib/lightspeed/location-settings/update-location-settings";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const vendorId = z.string().regex(/^\d{1,19}$/);
const code = z.string().min(1).max(100).nullable();
const settings = z.object({
  locationId: z.uuid(),
  businessLocationId: vendorId,
  orderProfileDineIn: code,
  orderProfileTakeaway: code,
  paymentMethodCode: code,
  staffId: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable(),
  deliveryTimeLimitMs: z.number().int().min(60_000).max(86_400_000),
  paymentMode: z.enum(["separate", "embedded"]),
});

const redraw = () => revalidatePath("/", "layout");

export async function saveOrderSettingsAction(input: z.input<typeof settings>): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const parsed = settings.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const result = await asResult(async () => {
    await updateLocationSettings(services(), actor, parsed.data);
    return null;
  });
  redraw();
  return result;
}

export async function checkOrderSettingsAction(): Promise<ActionResult<null>> {
  const actor = await actionActor("connection.manage");
  const result = await asResult(async () => {
    await checkAllSettings(services(), actor.merchantId);
    return null;
  });
  redraw();
  return result;
}
