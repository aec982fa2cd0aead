import { readTenant } from "@/db/client";
import { findLinkedSettings, type LinkedSettings } from "@/db/queries/location-settings";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { findProblems } from "./find-problems";
import type { LocationSettings } from "./location-settings-types";

/** From our own database, with the problems of the last check. Refuses a location that is not linked. */
export async function getLocationSettings(
  { db }: Pick<Services, "db">,
  merchantId: string,
  locationId: string,
): Promise<LocationSettings> {
  const found = await readTenant(db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!found) throw notLinked();
  return toLocationSettings(found);
}

export const notLinked = () =>
  new AppError("not_found", "This location is not linked to a Lightspeed location. Link it on the Lightspeed page.");

const nothingKnown = { profiles: null, methods: null, mappedStaffId: undefined };

export function toLocationSettings({ link, locationName, currency, settings }: LinkedSettings): LocationSettings {
  const chosen = {
    orderProfileDineIn: settings?.orderProfileDineIn ?? null,
    orderProfileTakeaway: settings?.orderProfileTakeaway ?? null,
    paymentMethodCode: settings?.paymentMethodCode ?? null,
    paymentMethodName: settings?.paymentMethodName ?? null,
    staffId: settings?.staffId ?? null,
  };
  return {
    ...chosen,
    locationId: link.locationId,
    locationName,
    currency,
    businessLocationId: link.businessLocationId,
    businessLocationName: link.businessLocationName,
    deliveryTimeLimitMs: settings?.deliveryTimeLimitMs ?? 600_000,
    paymentMode: settings?.paymentMode ?? "separate",
    checkedAt: settings?.checkedAt ?? null,
    problems: settings?.checkTriedAt ? settings.problems : findProblems(chosen, nothingKnown),
  };
}
