import type { TokenRow } from "@/db/queries/connection-tokens";
import { KSeriesNotFoundError } from "@/lib/k-series";
import { kSeriesFor } from "../connection/k-series-for";
import { itemFailure } from "./item-failure";
import type { ItemPlace, ItemView } from "./item-types";
import type { ItemNeeds } from "./read-items";
import { toItemView } from "./to-item-view";

/** As it is at Lightspeed now, since it is read to be edited; null where there is none. */
export async function findItem(
  services: ItemNeeds,
  merchantId: string,
  { businessLocationId, currency }: ItemPlace,
  id: string,
  known: { tokens?: TokenRow | null } = {},
): Promise<ItemView | null> {
  try {
    const client = kSeriesFor(services, merchantId, known);
    return toItemView(await client.items.get({ id, query: { businessLocationId }, currency }));
  } catch (error) {
    if (error instanceof KSeriesNotFoundError) return null;
    throw itemFailure(error, "it was read", "unchanged");
  }
}
