"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import type { LookUpState } from "@/components/lightspeed/availability/look-up-card";
import { actionActor } from "@/lib/auth/action";
import { fieldText, formFrom } from "@/lib/form";
import { getCoverage } from "@/lib/lightspeed/availability/get-coverage";
import { lookUpAvailability } from "@/lib/lightspeed/availability/look-up-availability";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { asResult } from "@/lib/result";
import { services } from "@/lib/services";

const place = z.string().regex(/^\d{1,19}$/);
const MOST_SKUS = 200;

/** `businessLocationId` is bound by the page and comes back from the browser, so it is checked like the rest. */
export async function refreshAvailabilityAction(businessLocationId: string): Promise<void> {
  const { merchantId } = await actionActor();
  const parsed = place.safeParse(businessLocationId);
  if (!parsed.success) return;
  await pollAvailability(services(), { merchantId, businessLocationId: parsed.data });
  await getCoverage(services(), merchantId, [parsed.data], { force: true });
  revalidatePath("/lightspeed/availability");
}

export async function lookUpAction(
  businessLocationId: string,
  _state: LookUpState | null,
  given: FormData,
): Promise<LookUpState> {
  const { merchantId } = await actionActor();
  const text = fieldText(formFrom(given), "skus");
  const refused = (error: string): LookUpState => ({
    ...{ text, error, failure: null, warnings: [], counts: null, unknown: [] },
    at: services().now().toISOString(),
  });
  const parsed = place.safeParse(businessLocationId);
  const skus = [...new Set(text.split(/[\s,;]+/).filter(Boolean))];
  if (!parsed.success) return refused("Reload the page and try again.");
  if (skus.length === 0) return refused("Enter at least one SKU.");
  if (skus.length > MOST_SKUS) return refused(`Enter at most ${MOST_SKUS} SKUs at a time.`);
  if (skus.some((sku) => sku.length > 32)) return refused("A SKU has at most 32 characters.");
  const result = await asResult(() =>
    lookUpAvailability(services(), merchantId, { businessLocationId: parsed.data, skus }),
  );
  if (!result.ok) return refused(result.message);
  const { counts, failure, warnings } = result.data;
  const known = new Set(counts.map(({ sku }) => sku));
  return {
    ...refused(""),
    ...{ error: null, failure, warnings, counts },
    unknown: skus.filter((sku) => !known.has(sku)),
  };
}
