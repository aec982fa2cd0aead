"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { mapAllergen } from "@/lib/lightspeed/menu/map-allergen";
import {
  readAllergenCodes,
  readDiscounts,
  readItemSkus,
  readOrderProfiles,
  readProductionInstructions,
} from "@/lib/lightspeed/menu/menu-parts";
import { overrideText } from "@/lib/lightspeed/menu/override-text";
import { type PreviewView, previewChanges } from "@/lib/lightspeed/menu/preview-changes";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../linked-places";

const location = z.object({ locationId: z.uuid() });
const part = z.object({
  locationId: z.uuid(),
  part: z.enum(["discounts", "instructions", "profiles", "allergens", "health"]),
});
const shown = z.object({
  locationId: z.uuid(),
  menuId: z.string().regex(/^\d{1,19}$/),
  profile: z.string().max(100).nullable(),
});
const mapping = z.object({ code: z.string().min(1).max(100), field: z.string().max(40).nullable() });
const text = z.object({
  sku: z.string().min(1).max(100),
  field: z.enum(["name", "description"]),
  value: z.string().max(4000).nullable(),
});

const redraw = () => revalidatePath("/lightspeed/menus");

export async function syncMenusAction(input: z.input<typeof location>): Promise<ActionResult<"started" | "running">> {
  const actor = await actionActor("menus.sync");
  const parsed = location.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const result = await asResult(() => startMenuSync(services(), actor, parsed.data));
  redraw();
  return result;
}

const reads = {
  discounts: readDiscounts,
  instructions: readProductionInstructions,
  profiles: readOrderProfiles,
  allergens: readAllergenCodes,
  health: readItemSkus,
};

/** What goes wrong at Lightspeed's is told by the part itself, with the data that was read last. */
export async function refreshPartAction(input: z.input<typeof part>): Promise<void> {
  const actor = await actionActor("menus.sync");
  const parsed = part.safeParse(input);
  if (!parsed.success) return;
  const { places } = await placeChoiceOf(actor);
  const place = places.find(({ locationId }) => locationId === parsed.data.locationId);
  if (!place) return;
  const { businessLocationId: placeId, currency } = place;
  await reads[parsed.data.part](services(), actor.merchantId, { placeId, currency, force: true });
  redraw();
}

export async function previewChangesAction(input: z.input<typeof shown>): Promise<ActionResult<PreviewView>> {
  const actor = await actionActor("menus.sync");
  const parsed = shown.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return asResult(() => previewChanges(services(), actor, parsed.data));
}

export async function mapAllergenAction(input: z.input<typeof mapping>): Promise<ActionResult<null>> {
  const actor = await actionActor("menus.edit");
  const parsed = mapping.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => mapAllergen(services(), actor, parsed.data));
}

export async function overrideTextAction(input: z.input<typeof text>): Promise<ActionResult<null>> {
  const actor = await actionActor("menus.edit");
  const parsed = text.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => overrideText(services(), actor, parsed.data));
}

async function changed(run: () => Promise<void>): Promise<ActionResult<null>> {
  const result = await asResult(async () => {
    await run();
    return null;
  });
  redraw();
  return result;
}
