import { withTenant } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import { kSeriesFor } from "../connection/k-series-for";
import { findItem } from "./get-item";
import { itemFailure, mayHaveHappened } from "./item-failure";
import type { ItemInput } from "./item-input";
import { noSuchItem, noteItemChange, requireItemEditor } from "./item-rules";
import type { ItemPlace, ItemView } from "./item-types";
import { itemVersion, replacementOf } from "./item-write";
import { type ItemNeeds, readItems } from "./read-items";
import { toItemView } from "./to-item-view";
import { withEditLease } from "./with-edit-lease";

export type ItemChange = {
  id: string;
  /** Of what the editor began with: another one there now means that somebody else was quicker. */
  version: string;
  /** Left out: everything stays but what `active` says. */
  input?: ItemInput;
  active?: boolean;
};

/** `changed`: somebody has changed the item since; nothing was saved, and this is how it is now. */
export type UpdateOutcome = { saved: ItemView; changed?: never } | { changed: ItemView; saved?: never };

/** Reads, compares, merges and replaces: a change at the till or by a colleague is never overwritten unseen. */
export async function updateItem(
  services: ItemNeeds,
  actor: Actor,
  place: ItemPlace,
  change: ItemChange,
): Promise<UpdateOutcome> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  const { businessLocationId } = place;
  return withEditLease(services, merchantId, `item ${businessLocationId} ${change.id}`, async () => {
    const before = await findItem(services, merchantId, place, change.id);
    if (!before) throw noSuchItem();
    if (itemVersion(before) !== change.version) return { changed: before };
    const after = await replace(services, merchantId, place, before, change);
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...wordsFor(change),
        ...{ name: after.name, subject: after.id },
        detail: { businessLocationId, ...differences(before, after) },
      }),
    );
    await readItems(services, merchantId, place, { force: true });
    return { saved: after };
  });
}

async function replace(
  services: ItemNeeds,
  merchantId: string,
  place: ItemPlace,
  before: ItemView,
  change: ItemChange,
): Promise<ItemView> {
  const { currency } = place;
  const body = replacementOf(place, before, change);
  try {
    return toItemView(await kSeriesFor(services, merchantId).items.update({ id: change.id, body, currency }));
  } catch (error) {
    const now = mayHaveHappened(error)
      ? await findItem(services, merchantId, place, change.id).catch(() => null)
      : null;
    if (!now) throw itemFailure(error, "the change was saved");
    if (itemVersion(now) === itemVersion(before)) throw itemFailure(error, "the change was saved", "unchanged");
    if (isAsWritten(now, place, change)) return now;
    throw itemFailure(error, "the change was saved");
  }
}

/** Would writing the same again change nothing? Then it is what was written. */
function isAsWritten(now: ItemView, place: ItemPlace, change: ItemChange): boolean {
  const wanted = replacementOf(place, now, change);
  return JSON.stringify(wanted) === JSON.stringify(replacementOf(place, now, { active: now.active }));
}

function wordsFor({ input, active }: ItemChange) {
  if (input) return { verb: "changed the item", action: "item.updated" };
  return active
    ? { verb: "put back on sale the item", action: "item.restored" }
    : { verb: "archived the item", action: "item.archived" };
}

/** Only the fields that are another now, both ways. */
export function differences(before: ItemView, after: ItemView) {
  const changed = (Object.keys(before) as (keyof ItemView)[]).filter(
    (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
  );
  const pick = (item: ItemView) => Object.fromEntries(changed.map((key) => [key, item[key]]));
  return { before: pick(before), after: pick(after) };
}
