import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTraffic } from "@/lib/k-series";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { seeded } from "@/lib/testing/seeded";
import { createItem } from "./create-item";
import { deleteItem } from "./delete-item";
import { findItem } from "./get-item";
import { getItemPlace } from "./item-place";
import type { ItemFilter, ItemPlace, ItemView } from "./item-types";
import { itemVersion } from "./item-write";
import { listItems } from "./list-items";
import { updateItem } from "./update-item";

let stage: Stage;
let owner: postgres.Sql;

beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end({ timeout: 2 });
  await stage.close();
});

type Shop = LinkedMerchant & { place: ItemPlace; id: string };

async function openShop(): Promise<Shop> {
  const merchant = await createLinkedMerchant(stage);
  const { merchantId } = merchant.actor;
  return { ...merchant, id: merchantId, place: await getItemPlace(stage.services, merchantId, merchant.locationId) };
}

const everything: ItemFilter = { text: "", groupId: null, show: "all", offset: 0, amount: 250 };
const list = (shop: Shop, wish: Partial<ItemFilter> = {}) =>
  listItems(stage.services, shop.id, shop.place, { ...everything, ...wish });

async function find(shop: Shop, sku: string): Promise<ItemView> {
  const { rows } = await list(shop, { text: sku });
  const row = rows.find((item) => item.sku === sku);
  const item = row ? await findItem(stage.services, shop.id, shop.place, row.id) : null;
  if (!item) throw new Error(`no item ${sku}`);
  return item;
}

const inputOf = (item: ItemView) => ({
  ...{ name: item.name, docketName: item.docketName, sku: item.sku ?? "", barcode: item.barcode },
  ...{ barcodes: item.barcodes, accountingGroupId: item.group?.id ?? "", price: item.priceMinor ?? 0 },
  ...{ costPrice: item.costPriceMinor, priceMode: "AMOUNT" as const },
});

const edit = (shop: Shop, item: ItemView, change: Partial<ReturnType<typeof inputOf>>, actor = shop.actor) =>
  updateItem(stage.services, actor, shop.place, {
    ...{ id: item.id, version: itemVersion(item), input: { ...inputOf(item), ...change } },
  });

/** As staff at the till or in the Back Office would: straight at Lightspeed. */
async function editElsewhere(shop: Shop, item: ItemView, change: Record<string, unknown>) {
  const { access_token } = await stage.sandbox.control<{ access_token: string }>(
    "POST",
    `/accounts/${shop.account.accountId}/tokens`,
    {},
  );
  // By hand: ids are beyond what JavaScript's numbers hold.
  const raw = (id: string) => `@@${id}@@`;
  const body = JSON.stringify({
    ...{ name: item.name, sku: item.sku, businessLocationId: raw(shop.place.businessLocationId) },
    ...{ accountingGroupId: raw(item.group?.id ?? ""), defaultPrice: (item.priceMinor ?? 0) / 100 },
    ...change,
  }).replace(/"@@(\d+)@@"/g, "$1");
  const answer = await fetch(`${stage.sandbox.url}/items/v1/items/${item.id}`, {
    method: "PUT",
    headers: { authorization: `Bearer ${access_token}`, "content-type": "application/json" },
    body,
  });
  expect(answer.status).toBe(200);
}

test("an item is created, found again, and its SKU cannot be given twice, also by ten at once", async () => {
  const shop = await openShop();
  const like = await find(shop, "MAI-STEAK");
  const input = { ...inputOf(like), name: "<img src=x onerror=alert(1)> Soupe d’été", sku: "SOUP-1", price: 750 };
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, () => createItem(stage.services, shop.actor, shop.place, input)),
  );
  const created = outcomes.filter(({ status }) => status === "fulfilled");
  expect(created).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  const item = await find(shop, "SOUP-1");
  expect(item).toMatchObject({ name: input.name, priceMinor: 750, active: true, group: { id: like.group?.id } });
  await expect(createItem(stage.services, shop.actor, shop.place, input)).rejects.toMatchObject({
    message: expect.stringContaining("SOUP-1 belongs to"),
  });
});

test("a refused creation, which Lightspeed answers with 404, is told in plain words", async () => {
  const shop = await openShop();
  const input = { ...inputOf(await find(shop, "MAI-STEAK")), sku: "SOUP-2", accountingGroupId: "42" };
  await expect(createItem(stage.services, shop.actor, shop.place, input)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/did not create the item.*accounting group/),
  });
});

test("a creation whose answer is lost is looked for instead of repeated", async () => {
  const shop = await openShop();
  const input = { ...inputOf(await find(shop, "MAI-STEAK")), name: "Lost soup", sku: "SOUP-3" };
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: shop.account.accountId, operation: "items", skip: 1, times: 1 },
    do: { type: "cut", at: "after" },
  });
  expect(await createItem(stage.services, shop.actor, shop.place, input)).toMatchObject({ name: "Lost soup" });
  expect((await list(shop, { text: "SOUP-3" })).total).toBe(1);
});

test.each([429, 503])(
  "%s on every second call, also after the work was done: ends equal to the truth, without a duplicate",
  async (status) => {
    const shop = await openShop();
    const like = inputOf(await find(shop, "MAI-STEAK"));
    const random = seeded(status);
    const wished = new Map<string, number>();
    for (let n = 0; n < 12; n += 1) {
      const input = { ...like, name: `Storm ${n}`, sku: `STORM-${n}`, price: 100 + n };
      await stage.sandbox.control("POST", "/faults", {
        ...{ account: shop.account.accountId, operation: "items", skip: 1 + random.below(2), times: 1 },
        do: { type: "status", status, retryAfter: 0, afterEffect: random.below(2) === 0 },
      });
      // A person tries again until it is there; what was there already is told as a conflict, and never made twice.
      for (let attempt = 0; attempt < 3; attempt += 1) {
        const outcome = await createItem(stage.services, shop.actor, shop.place, input).catch((error: Error) => error);
        if (!(outcome instanceof Error)) break;
        expect(outcome.message).not.toMatch(/belongs to/);
      }
      const made = await find(shop, input.sku);
      const saved = await edit(shop, made, { price: 500 + n }).catch(() => null);
      wished.set(input.sku, saved ? 500 + n : 100 + n);
      await stage.sandbox.control("DELETE", `/faults?account=${shop.account.accountId}`);
      stage.services.traffic = createTraffic();
    }
    await owner`delete from snapshots where merchant_id = ${shop.id}`;
    const { rows } = await list(shop, { text: "STORM-" });
    expect(rows.map(({ sku }) => sku).sort()).toEqual([...wished.keys()].sort());
    for (const [sku, price] of wished) expect((await find(shop, sku)).priceMinor, sku).toBe(price);
  },
);

test("saving replaces, and nothing that the form does not ask for is lost", async () => {
  const shop = await openShop();
  const before = await find(shop, "STA-SOEP");
  await edit(shop, before, { barcode: "5412345678908", barcodes: ["A-1", "B-2"], costPrice: 123, docketName: "SOEP" });
  const rich = await find(shop, "STA-SOEP");
  const { saved } = await updateItem(stage.services, shop.actor, shop.place, {
    ...{ id: rich.id, version: itemVersion(rich), active: false },
  });
  expect(saved).toEqual({ ...rich, active: false });
  expect(saved).toMatchObject({ barcode: "5412345678908", barcodes: ["A-1", "B-2"], costPriceMinor: 123 });
});

test("two editors and the till: the second save shows both versions, and nothing is lost silently", async () => {
  const shop = await openShop();
  const opened = await find(shop, "MAI-STEAK");
  expect((await edit(shop, opened, { price: 2950 })).saved).toMatchObject({ priceMinor: 2950 });
  const second = await edit(shop, opened, { name: "Steak frites" });
  expect(second.changed).toMatchObject({ name: opened.name, priceMinor: 2950 });
  expect(await find(shop, "MAI-STEAK")).toMatchObject({ name: opened.name, priceMinor: 2950 });

  const reopened = await find(shop, "MAI-STEAK");
  await editElsewhere(shop, reopened, { name: "Steak of the house" });
  expect((await edit(shop, reopened, { price: 3000 })).changed).toMatchObject({ name: "Steak of the house" });

  const now = await find(shop, "MAI-STEAK");
  const both = await Promise.allSettled([edit(shop, now, { price: 100 }), edit(shop, now, { price: 200 })]);
  const saved = both.flatMap((one) => (one.status === "fulfilled" && one.value.saved ? [one.value.saved] : []));
  expect(saved).toHaveLength(1);
  expect((await find(shop, "MAI-STEAK")).priceMinor).toBe(saved[0]?.priceMinor);
  const trail = await owner`
    select detail from audit_entries where merchant_id = ${shop.id} and action = 'item.updated' order by seq`;
  expect(trail).toHaveLength(2);
  expect(trail[0]?.detail).toMatchObject({ before: { priceMinor: opened.priceMinor }, after: { priceMinor: 2950 } });
});

test("deleting works where Lightspeed offers it; where not, nothing is gone and archiving is what remains", async () => {
  const shop = await openShop();
  const steak = await find(shop, "MAI-STEAK");
  await stage.sandbox.control("PATCH", `/accounts/${shop.account.accountId}`, { settings: { itemDelete: "missing" } });
  expect(await deleteItem(stage.services, shop.actor, shop.place, steak.id)).toBe("not_offered");
  expect(await findItem(stage.services, shop.id, shop.place, steak.id)).not.toBeNull();
  await stage.sandbox.control("PATCH", `/accounts/${shop.account.accountId}`, { settings: { itemDelete: "offered" } });
  expect(await deleteItem(stage.services, shop.actor, shop.place, steak.id)).toBe("deleted");
  expect(await findItem(stage.services, shop.id, shop.place, steak.id)).toBeNull();
  await expect(deleteItem(stage.services, shop.actor, shop.place, steak.id)).rejects.toMatchObject({
    code: "not_found",
  });
});

test("items are searched by part of a name or SKU, filtered by group, paged, and unfit SKUs are found before any order", async () => {
  const shop = await openShop();
  const [first] = (await list(shop, { amount: 1 })).rows;
  const twice = await find(shop, "STA-SOEP");
  await editElsewhere(shop, await find(shop, "MAI-STEAK"), { sku: "STA-SOEP" });
  await editElsewhere(shop, await find(shop, "SID-SLA"), { sku: "SLA-".padEnd(30, "X") });
  await owner`delete from snapshots where merchant_id = ${shop.id}`;
  const sick = await list(shop, { show: "problems" });
  expect(sick.rows.map(({ problems }) => problems.join()).sort()).toEqual([
    "sku_duplicate",
    "sku_duplicate",
    "sku_long",
  ]);
  expect((await list(shop, { text: "sta-s" })).rows.map(({ id }) => id)).toContain(twice.id);
  const grouped = await list(shop, { groupId: first?.group?.id ?? null });
  expect(new Set(grouped.rows.map(({ group }) => group?.id))).toEqual(new Set([first?.group?.id]));
  const all = await list(shop);
  const pages = [await list(shop, { amount: 10 }), await list(shop, { amount: 10, offset: 10 })];
  expect(pages.flatMap(({ rows }) => rows.map(({ id }) => id))).toEqual(all.rows.slice(0, 20).map(({ id }) => id));
});

test("with Lightspeed away the list is what was read last, with the reason; changes are refused and say that nothing was changed", async () => {
  const shop = await openShop();
  const steak = await find(shop, "MAI-STEAK");
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: shop.account.accountId, operation: "items" },
    do: { type: "status", status: 503 },
  });
  await owner`update snapshots set read_at = now() - interval '2 hours' where merchant_id = ${shop.id} and kind = 'items'`;
  const page = await list(shop);
  expect(page.rows.length).toBeGreaterThan(10);
  expect(page.age).toMatchObject({ stale: true, problem: { message: expect.any(String) } });
  await expect(edit(shop, steak, { price: 1 })).rejects.toMatchObject({
    ...{ code: "k_series_unavailable", message: expect.stringContaining("Nothing was changed.") },
  });
  const [held] = await owner`select count(*)::int as n from edit_leases where merchant_id = ${shop.id}`;
  expect(held?.n).toBe(0);
});

test("a viewer changes nothing, and another merchant's location is as unknown as one that does not exist", async () => {
  const [mine, theirs] = [await openShop(), await openShop()];
  const steak = await find(mine, "MAI-STEAK");
  const viewer = { ...mine.actor, role: "viewer" as const };
  await expect(edit(mine, steak, { price: 1 }, viewer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(deleteItem(stage.services, viewer, mine.place, steak.id)).rejects.toMatchObject({ code: "forbidden" });
  const ask = (locationId: string) =>
    getItemPlace(stage.services, theirs.id, locationId).catch((error: Error) => error.message);
  expect(await ask(mine.locationId)).toBe(await ask(crypto.randomUUID()));
});
