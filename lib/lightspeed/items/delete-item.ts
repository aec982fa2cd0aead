import { withTenant } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesHttpError } from "@/lib/k-series";
import { kSeriesFor } from "../connection/k-series-for";
import { findItem } from "./get-item";
import { itemFailure } from "./item-failure";
import { noSuchItem, noteItemChange, requireItemEditor } from "./item-rules";
import type { ItemPlace } from "./item-types";
import { type ItemNeeds, readItems } from "./read-items";
import { withEditLease } from "./with-edit-lease";

/** Deleting is not in Lightspeed's contract: where the server does not offer it, `not_offered`, and archiving is what remains. */
export async function deleteItem(
  services: ItemNeeds,
  actor: Actor,
  place: ItemPlace,
  id: string,
): Promise<"deleted" | "not_offered"> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  const { businessLocationId } = place;
  return withEditLease(services, merchantId, `item ${businessLocationId} ${id}`, async () => {
    // First: an id of another location would be deleted there.
    const item = await findItem(services, merchantId, place, id);
    if (!item) throw noSuchItem();
    const outcome = await remove(services, merchantId, place, id);
    if (outcome === "not_offered") return outcome;
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...{ verb: "deleted the item", action: "item.deleted", name: item.name, subject: id },
        detail: { businessLocationId, item },
      }),
    );
    await readItems(services, merchantId, place, { force: true });
    return outcome;
  });
}

async function remove(
  services: ItemNeeds,
  merchantId: string,
  place: ItemPlace,
  id: string,
): Promise<"deleted" | "not_offered"> {
  const { businessLocationId } = place;
  try {
    await kSeriesFor(services, merchantId).items.remove({ id, query: { businessLocationId } });
    return "deleted";
  } catch (error) {
    if (!(error instanceof KSeriesHttpError) || ![404, 405].includes(error.status))
      throw error instanceof AppError ? error : itemFailure(error, "the item was deleted");
    // A repeated call after a lost answer finds nothing any more.
    return (await findItem(services, merchantId, place, id)) ? "not_offered" : "deleted";
  }
}
