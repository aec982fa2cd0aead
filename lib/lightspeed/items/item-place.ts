import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import type { ItemPlace } from "./item-types";

/** Where a location's items are. Refuses one that is not linked, and one of another merchant with the same words. */
export async function getItemPlace(
  { db }: Pick<Services, "db">,
  merchantId: string,
  locationId: string,
): Promise<ItemPlace> {
  const found = await withTenant(db, merchantId, (tx) => findLinkedSettings(tx, locationId));
  if (!found)
    throw new AppError(
      "not_found",
      "This location is not linked to a Lightspeed location. Link it on the Lightspeed page.",
    );
  const { businessLocationId, businessId } = found.link;
  const { currency, country } = found;
  return { businessLocationId, businessId, currency, region: { country } };
}
