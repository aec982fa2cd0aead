import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { locations } from "@/db/schema";
import type { Services } from "@/lib/services";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { getConnectionView } from "./connection-view";
import { disconnect } from "./disconnect";
import { linkLocation } from "./link-location";
import { getIntegrationLog } from "./log";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const BEYOND_NUMBERS = "9007199254740993";
const places = [
  { id: BEYOND_NUMBERS, name: "Beyond 2^53" },
  { id: "9007199254740992", name: "One less" },
];

/** A connected merchant; what its account shows is replaced by two places whose ids differ only as text. */
async function connected() {
  const { actor, locationId } = await createStageMerchant(stage);
  expect(await connect(stage, actor, await stage.sandbox.createAccount())).toBe("connected");
  const [row] = await owner`select business_id from connections where merchant_id = ${actor.merchantId}`;
  const businesses = [
    { id: row?.business_id, name: "Brasserie", locations: places },
    { id: "77", name: "The other business", locations: [{ id: "777", name: "Elsewhere" }] },
  ];
  await owner`update connections set businesses = ${owner.json(businesses)} where merchant_id = ${actor.merchantId}`;
  return { actor, locationId };
}

const linksOf = async (merchantId: string) =>
  (await getConnectionView(services, merchantId)).links.map(({ link }) => link?.businessLocationId ?? null);
const release = (merchantId: string) => owner`delete from location_links where merchant_id = ${merchantId}`;

test("an id beyond 2^53 is linked, kept, shown and unlinked digit for digit", async () => {
  const { actor, locationId } = await connected();
  await linkLocation(services, actor, { locationId, businessLocationId: BEYOND_NUMBERS });
  expect(await linksOf(actor.merchantId)).toEqual([BEYOND_NUMBERS]);
  const [row] =
    await owner`select business_location_id, business_location_name, active from location_links where merchant_id = ${actor.merchantId}`;
  expect(row).toEqual({ business_location_id: BEYOND_NUMBERS, business_location_name: "Beyond 2^53", active: true });
  const { entries } = await getIntegrationLog(services, actor.merchantId);
  expect(entries[0]?.message).toBe("Test Owner linked Old Town to Beyond 2^53.");
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  expect(await linksOf(actor.merchantId)).toEqual([null]);
  // Once more changes nothing and says nothing.
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  expect((await getIntegrationLog(services, actor.merchantId)).entries[0]?.message).toContain("unlinked");
});

test("a new link takes the old one's place", async () => {
  const { actor, locationId } = await connected();
  for (const { id } of places) await linkLocation(services, actor, { locationId, businessLocationId: id });
  expect(await linksOf(actor.merchantId)).toEqual(["9007199254740992"]);
  await release(actor.merchantId);
});

test.each([
  "",
  "1",
  "9007199254740994",
  "0009007199254740993",
  "9007199254740993 ",
  "9007199254740993.0",
  "9.007199254740993e15",
  "' or 1=1 --",
])("a place that the token does not see (%j) cannot be linked", async (businessLocationId) => {
  const { actor, locationId } = await connected();
  await expect(linkLocation(services, actor, { locationId, businessLocationId })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await linksOf(actor.merchantId)).toEqual([null]);
});

test("a place of another business of the account is refused by that business's name", async () => {
  const { actor, locationId } = await connected();
  await expect(linkLocation(services, actor, { locationId, businessLocationId: "777" })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("The other business"),
  });
});

test("another merchant's location is as unknown as one that never was, for linking and for unlinking", async () => {
  const [a, b] = [await connected(), await connected()];
  await linkLocation(services, a.actor, { locationId: a.locationId, businessLocationId: BEYOND_NUMBERS });
  for (const locationId of [a.locationId, "00000000-0000-4000-8000-000000000000"])
    for (const businessLocationId of [BEYOND_NUMBERS, null])
      await expect(linkLocation(services, b.actor, { locationId, businessLocationId })).rejects.toMatchObject({
        code: "not_found",
      });
  expect(await linksOf(a.actor.merchantId)).toEqual([BEYOND_NUMBERS]);
  await release(a.actor.merchantId);
});

test("a place that another merchant has linked is refused without a word of that merchant; of ten at once one gets it", async () => {
  const [a, b] = [await connected(), await connected()];
  await linkLocation(services, a.actor, { locationId: a.locationId, businessLocationId: BEYOND_NUMBERS });
  const refusal = await linkLocation(services, b.actor, {
    locationId: b.locationId,
    businessLocationId: BEYOND_NUMBERS,
  }).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "conflict" });
  expect(String(refusal)).not.toMatch(new RegExp(`${a.actor.merchantId}|Test Owner|Test Brasserie`));
  await release(a.actor.merchantId);
  const rivals = await Promise.all(Array.from({ length: 10 }, connected));
  const outcomes = await Promise.allSettled(
    rivals.map(({ actor, locationId }) =>
      linkLocation(services, actor, { locationId, businessLocationId: BEYOND_NUMBERS }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const outcome of outcomes)
    if (outcome.status === "rejected") expect(outcome.reason).toMatchObject({ code: "conflict" });
  await owner`delete from location_links`;
});

test("a link that Delete switched off frees its place for another merchant, and then cannot be switched on again", async () => {
  const [a, b] = [await connected(), await connected()];
  await linkLocation(services, a.actor, { locationId: a.locationId, businessLocationId: BEYOND_NUMBERS });
  await disconnect(services, a.actor, { confirmation: "Lightspeed" });
  await linkLocation(services, b.actor, { locationId: b.locationId, businessLocationId: BEYOND_NUMBERS });
  await owner`update connections set status = 'connected' where merchant_id = ${a.actor.merchantId}`;
  await expect(
    linkLocation(services, a.actor, { locationId: a.locationId, businessLocationId: BEYOND_NUMBERS }),
  ).rejects.toMatchObject({ code: "conflict" });
  await owner`delete from location_links`;
});

test("two locations of one merchant cannot be the same place", async () => {
  const { actor, locationId } = await connected();
  const [first] = await owner`select * from locations where id = ${locationId}`;
  const second = crypto.randomUUID();
  await withTenant(services.db, actor.merchantId, (tx) =>
    tx.insert(locations).values({
      ...{ id: second, merchantId: actor.merchantId, name: "New Town", street: "x", postalCode: "1", city: "x" },
      ...{ country: "BE", timeZone: "Europe/Brussels", currency: "EUR", openingHours: first?.opening_hours },
    }),
  );
  await linkLocation(services, actor, { locationId, businessLocationId: BEYOND_NUMBERS });
  await expect(
    linkLocation(services, actor, { locationId: second, businessLocationId: BEYOND_NUMBERS }),
  ).rejects.toMatchObject({ code: "conflict" });
  await release(actor.merchantId);
});

test("a viewer links nothing, and without a connection there is nothing to link", async () => {
  const { actor, locationId } = await connected();
  const attempt = (who: typeof actor, place = locationId) =>
    linkLocation(services, who, { locationId: place, businessLocationId: BEYOND_NUMBERS });
  await expect(attempt({ ...actor, role: "viewer" })).rejects.toMatchObject({ code: "forbidden" });
  const bare = await createStageMerchant(stage);
  await expect(attempt(bare.actor, bare.locationId)).rejects.toMatchObject({ code: "not_connected" });
  await attempt({ ...actor, role: "manager" });
  expect(await linksOf(actor.merchantId)).toEqual([BEYOND_NUMBERS]);
});
