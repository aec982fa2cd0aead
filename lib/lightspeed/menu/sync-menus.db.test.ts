import { afterAll, beforeAll, expect, test } from "vitest";
import { createTraffic } from "@/lib/k-series";
import { type MenuMerchant, type MenuStage, openMenuStage } from "@/lib/testing/menu-stage";
import { startVaultProcess } from "@/lib/testing/vault-process";
import { report } from "@/lib/testing/vault-stage";
import { kSeriesFor } from "../connection/k-series-for";
import { listMenus } from "./get-menu";
import { eachProduct } from "./keep-rich";
import { getMenuHistory } from "./menu-history";
import type { MenuEntry, MenuScreen, MenuView } from "./menu-types";
import { overrideText } from "./override-text";
import { previewChanges } from "./preview-changes";
import { startMenuSync, syncDueMenus } from "./start-sync";
import { syncMenus } from "./sync-menus";

let stage: MenuStage;
beforeAll(async () => {
  stage = await openMenuStage();
});
afterAll(() => stage.close());

const screensOf = (entries: readonly MenuEntry[]) => entries.filter((one): one is MenuScreen => one.kind === "screen");
const depth = (screens: readonly MenuScreen[]): number =>
  screens.length === 0 ? 0 : 1 + Math.max(...screens.map(({ entries }) => depth(screensOf(entries))));

function find(menu: MenuView, sku: string) {
  const found: unknown[] = [];
  eachProduct(menu, (product) => {
    if (product.sku === sku) found.push(product);
  });
  return found[0];
}

const versions = ({ merchantId }: MenuMerchant) =>
  stage.sql<{ menu_id: string; profile: string; changes: { kind: string; name: string }[] }[]>`
    select menu_id, profile, changes from menu_versions where merchant_id = ${merchantId} order by seq`;

test("one run reads every menu with every order profile: four screens deep, combos, modifiers, instructions, texts, allergens", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok", problem: null, done: 9, total: 9 });
  const menu = await stage.menu(merchant, "All day card");
  expect(menu).toMatchObject({ currency: "EUR", profile: "DINEIN", placeId: merchant.placeId });
  expect(depth(menu.screens)).toBe(4);
  expect(find(menu, "MAI-BURGER")).toMatchObject({
    kind: "item",
    pricing: "fixed",
    tax: { includedInPrice: true },
    modifierGroups: expect.arrayContaining([expect.objectContaining({ sku: "MODG-BURGER", minimum: 0, maximum: 3 })]),
  });
  expect(find(menu, "DEAL-LUNCH")).toMatchObject({ kind: "deal", priceMinor: 2600 });
  expect(find(menu, "BAR-ORVAL")).toMatchObject({
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
      find(await stage.menu(merchant, "All day card", profile), "DEAL-BURGER"),
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
  expect(find(menu, "MAI-BURGER")).toMatchObject({ name: "Our burger", priceMinor: 2150 });
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

test("a process that is killed mid-way has served whole menus only, and another goes on from there", async () => {
  const merchant = await stage.linked();
  await startMenuSync(stage.services, merchant.actor, merchant);
  const hold = await stage.menuFault(merchant, { type: "hold" }, { skip: 4, times: 1 });
  const doomed = await startVaultProcess(stage);
  doomed.syncMenus(merchant.merchantId, merchant.placeId).catch(() => {});
  await stage.arrived(hold);
  await doomed.kill();
  const cut = await stage.state(merchant);
  expect(cut).toMatchObject({ state: "running", done: 3, total: 9 });
  expect(cut.pending).toHaveLength(6);
  const listing = await listMenus(stage.services, merchant.merchantId, merchant.locationId);
  expect(listing?.menus.filter(({ versionId }) => versionId !== null)).toHaveLength(3);
  expect((await stage.menu(merchant, "All day card")).screens.length).toBeGreaterThan(1);
  // As long as the dead process holds the lease nobody else begins; afterwards the clock finds it.
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "running", done: 3 });
  await stage.age(merchant, 21);
  await syncDueMenus(stage.services);
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok", done: 9 });
  // The one in flight when it died was asked for again, no other.
  expect(await stage.calls(merchant)).toBe(10);
});

test("a worker that is told to stop leaves the rest for the next, without waiting", async () => {
  const merchant = await stage.linked();
  await startMenuSync(stage.services, merchant.actor, merchant);
  const stopping = new AbortController();
  stopping.abort();
  await syncMenus(stage.services, merchant, { signal: stopping.signal });
  expect(await stage.state(merchant)).toMatchObject({ state: "running", done: 0, failures: 0, held: false });
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", done: 9 });
});

test("an outage mid-way: what was read is served, the rest follows once Lightspeed is back, nothing twice", async () => {
  const merchant = await stage.linked();
  await startMenuSync(stage.services, merchant.actor, merchant);
  await stage.menuFault(merchant, { type: "cut", at: "before" }, { skip: 5 });
  await stage.carryOn(merchant);
  const resting = await stage.state(merchant);
  expect(resting).toMatchObject({ state: "running", done: 4, failures: 1, held: false });
  expect(resting.problem?.message).toMatch(/did not answer/);
  expect(resting.dueAt.getTime()).toBeGreaterThan(Date.now() + 10_000);
  await stage.clearFaults(merchant);
  await stage.age(merchant, 60);
  stage.services.traffic = createTraffic();
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok", done: 9, problem: null });
  expect(await versions(merchant)).toHaveLength(9);
});

test("429 storms, some after the work was done: ends equal to the truth, without a duplicate", async () => {
  const [merchant, calm] = await Promise.all([stage.linked(), stage.linked()]);
  await startMenuSync(stage.services, merchant.actor, merchant);
  for (const skip of [0, 2, 5, 8])
    await stage.menuFault(merchant, { type: "status", status: 429, afterEffect: skip % 2 === 0 }, { skip, times: 1 });
  for (let round = 0; round < 8 && (await stage.state(merchant)).state === "running"; round += 1) {
    await stage.carryOn(merchant);
    await stage.age(merchant, 600);
  }
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok", done: 9 });
  await stage.sync(calm);
  const { screens } = await stage.menu(merchant, "All day card");
  expect(names(screens)).toEqual(names((await stage.menu(calm, "All day card")).screens));
  expect(await versions(merchant)).toHaveLength(9);
});

test("one menu that fails keeps no other from being read; it keeps what it had, with the reason", async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  const before = await stage.menu(merchant, "All day card");
  await startMenuSync(stage.services, merchant.actor, merchant);
  const body = { type: "raw", status: 200, headers: { "content-type": "text/html" }, body: "<h1>Sorry</h1>" };
  await stage.menuFault(merchant, body, { skip: 1, times: 1 });
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "partly", done: 9 });
  const listing = await listMenus(stage.services, merchant.merchantId, merchant.locationId);
  const first = listing?.menus.find(({ versionId }) => versionId === before.versionId);
  expect(first).toMatchObject({ name: "All day card", problem: { message: expect.stringMatching(/unexpected form/) } });
});

/** A card of so many bytes, most of them blanks. */
const cardOf = (bytes: number) => ({
  ...{ type: "raw", status: 200, headers: { "content-type": "application/json" } },
  body: JSON.stringify({
    ...{ ikentooMenuId: 1, menuName: "All day card" },
    menuEntryGroups: [
      {
        "@type": "group",
        name: "Wines",
        menuEntry: [{ "@type": "menuItem", productName: "Port", productPrice: "7.50", sku: "BIG-1" }],
      },
    ],
  }),
  repeat: { text: " ".repeat(1_000), bytes },
});

test("a menu of 20 MB is read and kept; one beyond the cap leaves what was there, with the reason", {
  timeout: 120_000,
}, async () => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  await startMenuSync(stage.services, merchant.actor, merchant);
  await stage.menuFault(merchant, cardOf(20_000_000), { skip: 1, times: 1 });
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "ok" });
  const kept = await stage.menu(merchant, "All day card");
  expect(find(kept, "BIG-1")).toMatchObject({ priceMinor: 750 });

  await stage.age(merchant, 600);
  await startMenuSync(stage.services, merchant.actor, merchant);
  await stage.menuFault(merchant, cardOf(40_000_000), { skip: 1, times: 1 });
  await stage.carryOn(merchant);
  expect(await stage.state(merchant)).toMatchObject({ state: "idle", outcome: "partly" });
  expect((await stage.menu(merchant, "All day card")).versionId).toBe(kept.versionId);
});

test.each([
  ["a location that disappeared", { type: "status", status: 404 }, /does not know this location/],
  ["a permission that is missing", { type: "status", status: 403 }, /refuses access/],
])("%s ends the run with words and leaves the menus", async (_, effect, words) => {
  const merchant = await stage.linked();
  await stage.sync(merchant);
  await stage.menuFault(merchant, effect);
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({
    state: "idle",
    outcome: "failed",
    problem: { message: expect.stringMatching(words) },
  });
  expect((await stage.menu(merchant, "All day card")).screens.length).toBeGreaterThan(1);
  expect((await stage.logLines(merchant))[0]?.message).toMatch(words);
});

test("without a connection the run ends at once and says what to do", async () => {
  const merchant = await stage.linked();
  await stage.sql`update connections set status = 'needs_reauthorization' where merchant_id = ${merchant.merchantId}`;
  await stage.sync(merchant);
  expect(await stage.state(merchant)).toMatchObject({
    state: "idle",
    outcome: "failed",
    problem: { remedy: expect.stringMatching(/Reconnect/) },
  });
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
  expect(find(after, "BAR-ORVAL")).toMatchObject({ rich: { allergenCodes: ["cereals"] } });
});

test("5,000 items are imported well within twenty seconds, complete", async () => {
  const merchant = await stage.linked("cellar");
  const started = performance.now();
  await stage.sync(merchant);
  report(`menus of 5,000 items with three order profiles: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  expect(await stage.state(merchant)).toMatchObject({ outcome: "ok", done: 12 });
  const skus = new Set<string | null>();
  eachProduct(await stage.menu(merchant, "Card and cellar"), ({ sku }) => skus.add(sku));
  expect([...skus].filter((sku) => sku?.startsWith("CEL-"))).toHaveLength(5_000);
}, 60_000);

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

function names(entries: readonly MenuEntry[]): unknown[] {
  return entries.map((entry) =>
    entry.kind === "screen" ? [entry.name, names(entry.entries)] : [entry.sku, entry.priceMinor],
  );
}
