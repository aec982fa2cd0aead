import type { TenantTransaction } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import { nowhere, type Region } from "@/lib/format";

/** How amounts and times are written at a location: what is told and kept in words is told in its own way. */
export async function regionOf(tx: TenantTransaction, locationId: string): Promise<Region> {
  const location = await findLocation(tx, locationId);
  return location ? { country: location.country, timeZone: location.timeZone } : nowhere;
}
