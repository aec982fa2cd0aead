"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import type { Actor } from "@/lib/auth/roles";
import { readPaymentMethods } from "@/lib/lightspeed/reference/read-payment-methods";
import { isDay } from "@/lib/lightspeed/reports/business-days";
import { readAccountingGroups, readTaxRates } from "@/lib/lightspeed/reports/reference-lists";
import { cancelLoad, startSalesLoad } from "@/lib/lightspeed/reports/start-load";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../linked-places";
import { readRange } from "./read-range";

const location = z.uuid();
const day = z.string().refine(isDay);
const wish = z.object({ locationId: location, from: day, to: day });

const redraw = () => revalidatePath("/lightspeed/reports");

/** Reading changes nothing at Lightspeed, so everybody signed in may ask for it. What goes wrong is told by the page. */
export async function readReportAction(input: z.input<typeof wish>): Promise<void> {
  const actor = await actionActor();
  const parsed = wish.safeParse(input);
  const place = parsed.success ? await placeOf(actor, parsed.data.locationId) : null;
  if (!parsed.success || !place) return;
  const { range } = readRange(parsed.data, services().now(), place.region.timeZone);
  if (!range) return;
  await startSalesLoad(services(), actor, { ...range, placeId: place.businessLocationId, current: true });
  redraw();
}

export async function cancelReportAction(locationId: string): Promise<void> {
  const actor = await actionActor();
  const parsed = location.safeParse(locationId);
  const place = parsed.success ? await placeOf(actor, parsed.data) : null;
  if (!place) return;
  await cancelLoad(services(), actor.merchantId, place.businessLocationId);
  redraw();
}

export async function refreshReferenceAction(locationId: string): Promise<void> {
  const actor = await actionActor();
  const parsed = location.safeParse(locationId);
  const place = parsed.success ? await placeOf(actor, parsed.data) : null;
  if (!place) return;
  const { businessLocationId: placeId } = place;
  await Promise.all([
    readTaxRates(services(), actor.merchantId, { placeId, force: true }),
    readAccountingGroups(services(), actor.merchantId, { placeId, force: true }),
    readPaymentMethods(services(), actor.merchantId, placeId, { maxAgeMs: 0, force: true }),
  ]);
  redraw();
}

async function placeOf(actor: Actor, locationId: string) {
  const { places } = await placeChoiceOf(actor);
  return places.find((place) => place.locationId === locationId) ?? null;
}
