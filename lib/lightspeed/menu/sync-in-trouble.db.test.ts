import { afterAll, beforeAll, expect, test } from "vitest";
import { createTraffic } from "@/lib/k-series";
import { findProduct, names } from "@/lib/testing/menu-products";
import { type MenuMerchant, type MenuStage, openMenuStage } from "@/lib/testing/menu-stage";
import { startVaultProcess } from "@/lib/testing/vault-process";
import { listMenus } from "./get-menu";
import { startMenuSync, syncDueMenus } from "./start-sync";
import { syncMenus } from "./sync-menus";

let stage: MenuStage;
beforeAll(async () => {
  stage = await openMenuStage();
});
afterAll(() => stage.close());

const versions = ({ merchantId }: MenuMerchant) =>
  stage.sql<{ menu_id: string; profile: string; changes: { kind: string; name: string }[] }[]>`
    select menu_id, profile, changes from menu_versions where merchant_id = ${merchantId} order by seq`;

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
  expect(findProduct(kept, "BIG-1")).toMatchObject({ priceMinor: 750 });

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
