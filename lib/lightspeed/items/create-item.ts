import { withTenant } from "@/db/client";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { KSeriesNotFoundError } from "@/lib/k-series";
import { kSeriesFor } from "../connection/k-series-for";
import { itemFailure, mayHaveHappened } from "./item-failure";
import type { ItemInput } from "./item-input";
import { noteItemChange, requireItemEditor } from "./item-rules";
import type { ItemPlace, ItemView } from "./item-types";
import { bodyOf } from "./item-write";
import { type ItemNeeds, readItems } from "./read-items";
import { toItemView } from "./to-item-view";
import { withEditLease } from "./with-edit-lease";

/** A new item of this location. Lightspeed accepts a SKU twice; we do not, since an order names nothing else. */
export async function createItem(
  services: ItemNeeds,
  actor: Actor,
  place: ItemPlace,
  input: ItemInput,
): Promise<ItemView> {
  requireItemEditor(actor);
  const { merchantId } = actor;
  const { businessLocationId } = place;
  // Two people with the same new SKU take turns; the second finds the first one's item.
  return withEditLease(services, merchantId, `item ${businessLocationId} sku ${input.sku}`, async () => {
    const taken = await findBySku(services, merchantId, place, input.sku);
    if (taken?.active)
      throw new AppError("conflict", `The SKU ${input.sku} belongs to “${taken.name}” already. Choose another one.`);
    const item = await create(services, merchantId, place, input);
    await withTenant(services.db, merchantId, (tx) =>
      noteItemChange(tx, services.now(), actor, {
        ...{ verb: "created the item", action: "item.created", name: item.name, subject: item.id },
        detail: { businessLocationId, sku: item.sku },
      }),
    );
    await readItems(services, merchantId, place, { force: true });
    return item;
  });
}

async function create(services: ItemNeeds, merchantId: string, place: ItemPlace, input: ItemInput): Promise<ItemView> {
  const { businessLocationId, currency } = place;
  try {
    const client = kSeriesFor(services, merchantId);
    return toItemView(await client.items.create({ body: bodyOf(businessLocationId, input, true), currency }));
  } catch (error) {
    if (error instanceof KSeriesNotFoundError)
      throw new AppError(
        "conflict",
        "Lightspeed did not create the item and does not say why. Mostly the accounting group no longer exists there: choose another one and try again.",
        { cause: error },
      );
    if (!mayHaveHappened(error)) throw itemFailure(error, "the item was created");
    // It may be there all the same: the call cannot be repeated, but looked for.
    const found = await findBySku(services, merchantId, place, input.sku).catch(() => "unknown" as const);
    if (found === "unknown") throw itemFailure(error, "the item was created");
    if (found?.active && found.name === input.name) return found;
    throw itemFailure(error, "the item was created", "unchanged");
  }
}

async function findBySku(
  services: ItemNeeds,
  merchantId: string,
  { businessLocationId, currency }: ItemPlace,
  sku: string,
): Promise<ItemView | null> {
  try {
    const client = kSeriesFor(services, merchantId);
    const items = (await client.items.list({ query: { businessLocationId, sku, amount: 100 }, currency })).map(
      toItemView,
    );
    const same = items.filter((item) => item.sku === sku);
    return same.find(({ active }) => active) ?? same[0] ?? null;
  } catch (error) {
    throw itemFailure(error, "the SKU is free", "unchanged");
  }
}
