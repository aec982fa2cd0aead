import { afterAll, beforeAll, expect, test } from "vitest";
import { findProduct } from "@/lib/testing/menu-products";
import { type MenuStage, openMenuStage } from "@/lib/testing/menu-stage";
import { kSeriesFor } from "../connection/k-series-for";
import { getMenuHistory } from "./menu-history";
import type { MenuEntry, MenuScreen } from "./menu-types";
import { overrideText } from "./override-text";
import { previewChanges } from "./preview-changes";
import { startMenuSync, syncDueMenus } from "./start-sync";

let stage: MenuStage;
beforeAll(async () => {
  stage = await openMenuStage();
});
afterAll(() => stage.close());

const screensOf = (entries: readonly MenuEntry[]) => entries.filter((one): one is MenuScreen => one.kind === "screen");
const depth = (screens: readonly MenuScreen[]): number =>
  screens.length === 0 ? 0 : 1 + Math.max(...screens.map(({ entries }) => depth(screensOf(entries))));

test("one run reads every menu with every order profile: four screens deep, combos, modifiers, instructions, texts, allergens", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok", problem: null, done: 9, total: 9 });
  const menu = await stage.menu(merchant, "All day card");
  expect(menu).toMatchObject({ currency: "EUR", profile: "DINEIN", placeId: merchant.placeId });
  expect(depth(menu.screens)).toBe(4);
  expect(findProduct(menu, "MAI-BURGER")).toMatchObject({
    kind: "item",
    pricing: "fixed",
    tax: { includedInPrice: true },
    modifierGroups: expect.arrayContaining([expect.objectContaining({ sku: "MODG-BURGER", minimum: 0, maximum: 3 })]),
  });
  expect(findProduct(menu, "DEAL-LUNCH")).toMatchObject({ kind: "deal", priceMinor: 2600 });
  expect(findProduct(menu, "BAR-ORVAL")).toMatchObject({
    rich: {
      allergenCodes: ["cereals"],
      alcohol: { contains: true, percentage: "6.2" },
      texts: [{ locale: "nl", name: "Orval", description: "Trappist, droog en hoppig" }],
    },
  });
});

test("the same item costs in each order profile what the till says", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  const prices = await Promise.all(
    ["DINEIN", "TAKEAWAY", "DELIVERY"].map(async (profile) =>
      findProduct(await stage.menu(merchant, "All day card", profile), "DEAL-BURGER"),
    ),
  );
  expect(prices).toMatchObject([{ priceMinor: 2500 }, { priceMinor: 2380 }, { priceMinor: 2750 }]);
});

test("what changes at Lightspeed follows with the next run and is in the history; an own name stays, and the price follows", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  await overrideText(stage.services, merchant.actor, { sku: "MAI-BURGER", field: "name", value: "Our burger" });
  const client = kSeriesFor(stage.services, merchant.merchantId);
  const query = { businessLocationId: merchant.placeId };
  const [item] = await client.items.list({ currency: "EUR", query: { ...query, sku: "MAI-BURGER" } });
  if (!item?.accountingGroup?.id) throw new Error("the sandbox has no burger");
  const body = { ...query, accountingGroupId: item.accountingGroup.id, sku: "MAI-BURGER" };
  await client.items.update({
    id: item.id,
    currency: "EUR",
    body: { ...body, name: "Brasserie burger XL", defaultPriceMinor: 2150 },
  });
  const { locationId } = merchant;
  const shown = await stage.menu(merchant, "All day card");
  const preview = await previewChanges(stage.services, merchant.actor, { ...shown, locationId });
  expect((await stage.menu(merchant, "All day card")).versionId).toBe(shown.versionId);
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok" });
  const menu = await stage.menu(merchant, "All day card");
  expect(findProduct(menu, "MAI-BURGER")).toMatchObject({ name: "Our burger", priceMinor: 2150 });
  const [newest] = await getMenuHistory(stage.services, merchant.merchantId, { ...menu, country: "BE" });
  // What was announced is what was done.
  expect(newest?.changes).toEqual(preview.changes);
  expect(newest?.changes).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ kind: "name", sku: "MAI-BURGER", before: item.name, after: "Brasserie burger XL" }),
      expect.objectContaining({ kind: "price", sku: "MAI-BURGER", after: "€\u00a021,50" }),
    ]),
  );
});

test("a second run that finds the same stores nothing new", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  const before = await stage.menu(merchant, "All day card");
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", changed: 0 });
  const again = await stage.menu(merchant, "All day card");
  expect(again.versionId).toBe(before.versionId);
  expect(again.readAt > before.readAt).toBe(true);
  const served = await stage.sql`select id from menu_versions where merchant_id = ${merchant.merchantId}`;
  expect(served).toHaveLength(9);
});

test("two starts at once are one run, and two processes that take it up read each menu once", async () => {
  const merchant = await stage.linked();
  const starts = await Promise.all([1, 2].map(() => startMenuSync(stage.services, merchant.actor, merchant)));
  expect(starts.sort()).toEqual(["running", "started"]);
  const jobs =
    await stage.sql`select key from graphile_worker.jobs where key = ${`menus:${merchant.merchantId}:${merchant.placeId}`}`;
  expect(jobs).toHaveLength(1);
  await Promise.all([stage.carryOn(merchant), stage.carryOn(merchant)]);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", done: 9 });
  expect(await stage.calls(merchant)).toBe(9);
});

test("rich content that could not be had keeps what was known, and says of when", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  const before = await stage.menu(merchant, "All day card");
  await stage.sandbox.control("PATCH", `/accounts/${merchant.account.accountId}`, {
    settings: { richDataMissing: true },
  });
  await stage.sync(merchant);
  const after = await stage.menu(merchant, "All day card");
  expect(after.versionId).toBe(before.versionId);
  expect(after.richReadAt).toBe(before.richReadAt);
  expect(after.readAt > before.readAt).toBe(true);
  expect(findProduct(after, "BAR-ORVAL")).toMatchObject({ rich: { allergenCodes: ["cereals"] } });
});

test("by the clock: a new link after two minutes and whole, then by the hour only the order profiles in use, once a night all", async () => {
  const merchant = await stage.linked();
  await stage.sql`update location_links set updated_at = now() - interval '2 minutes' where merchant_id = ${merchant.merchantId}`;
  await syncDueMenus(stage.services);
  expect(await stage.state(merchant)).toMatchObject({ state: "running", scope: "all", startedByName: null });
  await stage.carryOn(merchant);
  await stage.sql`insert into location_settings (merchant_id, location_id, business_location_id, order_profile_takeaway)
    values (${merchant.merchantId}, ${merchant.locationId}, ${merchant.placeId}, 'TAKEAWAY')
    on conflict (location_id, business_location_id) do update set order_profile_takeaway = 'TAKEAWAY'`;
  await syncDueMenus(stage.services);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle" });
  await stage.age(merchant, 4_500);
  await syncDueMenus(stage.services);
  expect(await stage.state(merchant)).toMatchObject({ state: "running", scope: "used" });
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", done: 3 });
  await stage.age(merchant, 27 * 3_600);
  await syncDueMenus(stage.services);
  expect(await stage.state(merchant)).toMatchObject({ state: "running", scope: "all" });
});
