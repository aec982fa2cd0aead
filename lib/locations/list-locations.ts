import { readTenant } from "@/db/client";
import * as queries from "@/db/queries/locations";
import type { Services } from "@/lib/services";
import type { LocationView } from "./location-types";

/** The active ones first, each by name. */
export async function listLocations({ db }: Pick<Services, "db">, merchantId: string): Promise<LocationView[]> {
  const rows = await readTenant(db, merchantId, queries.listLocations);
  return rows.map(({ merchantId: _, createdAt, updatedAt, ...view }) => view);
}

/** Null for an id that is not there, of another merchant, or no id at all: they look the same. */
export async function findLocation(
  services: Pick<Services, "db">,
  merchantId: string,
  id: string,
): Promise<LocationView | null> {
  return (await listLocations(services, merchantId)).find((location) => location.id === id) ?? null;
}
