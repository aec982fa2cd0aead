import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createDatabase, type Database, withTenant } from "@/db/client";
import { auditEntries, locationLinks } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { createTestDatabase, type TestDatabase } from "@/lib/testing/database";
import { createTestMerchant } from "@/lib/testing/merchants";
import { createLocation } from "./create-location";
import { findLocation, listLocations } from "./list-locations";
import { type LocationInput, weekdays } from "./location-input";
import { setLocationActive } from "./set-location-active";
import { updateLocation } from "./update-location";

const closed = Object.fromEntries(weekdays.map((day) => [day, null])) as LocationInput["openingHours"];
const input: LocationInput = {
  name: "Old Town",
  street: "Grand-Place 1",
  postalCode: "1000",
  city: "Brussels",
  country: "BE",
  timeZone: "Europe/Brussels",
  currency: "EUR",
  openingHours: { ...closed, friday: { open: "18:00", close: "02:00" } },
};

let database: TestDatabase;
let db: Database;
let owner: Actor;
let viewer: Actor;
let stranger: Actor;

beforeAll(async () => {
  database = await createTestDatabase();
  db = createDatabase(database.appUrl);
});

afterAll(async () => {
  await db?.$client.end({ timeout: 5 });
  await database?.drop();
});

beforeEach(async () => {
  const [mine, other] = await Promise.all([createTestMerchant(db), createTestMerchant(db)]);
  owner = (await mine.signIn(mine.owner)).actor;
  viewer = (await mine.signIn(mine.viewer)).actor;
  stranger = (await other.signIn(other.owner)).actor;
});

const auditOf = ({ merchantId }: Actor) =>
  withTenant(db, merchantId, (tx) =>
    tx.select().from(auditEntries).where(sql`${auditEntries.action} like 'location.%'`).orderBy(auditEntries.seq),
  );
const namesOf = async (actor: Actor) => (await listLocations({ db }, actor.merchantId)).map(({ name }) => name);

test("a location is stored as given and the audit trail names who made it", async () => {
  const { id } = await createLocation({ db }, owner, input);
  expect(await findLocation({ db }, owner.merchantId, id)).toEqual({ id, ...input, active: true, linked: false });
  expect(await auditOf(owner)).toMatchObject([
    { action: "location.created", subject: id, actorId: owner.userId, detail: { name: "Old Town" } },
  ]);
});

test("a name is taken once per merchant, by two at once as well, and another merchant may use it too", async () => {
  const tries = await Promise.allSettled(Array.from({ length: 5 }, () => createLocation({ db }, owner, input)));
  expect(tries.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(tries.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason.code] : []))).toEqual(
    Array(4).fill("conflict"),
  );
  await createLocation({ db }, stranger, input);
  expect(await namesOf(owner)).toEqual(["Old Town"]);
});

test("renaming to a name in use is refused in plain words and changes nothing", async () => {
  await createLocation({ db }, owner, input);
  const { id } = await createLocation({ db }, owner, { ...input, name: "Harbour" });
  await expect(updateLocation({ db }, owner, id, { ...input, city: "Ghent" })).rejects.toMatchObject({
    code: "conflict",
    message: "You already have a location called “Old Town”. Choose another name.",
  });
  expect(await findLocation({ db }, owner.merchantId, id)).toMatchObject({ name: "Harbour", city: "Brussels" });
});

test("an edit is noted with the fields that changed, and only those", async () => {
  const { id } = await createLocation({ db }, owner, input);
  await updateLocation({ db }, owner, id, { ...input, city: "Ghent", openingHours: closed });
  expect((await auditOf(owner)).at(-1)).toMatchObject({
    action: "location.updated",
    detail: { name: "Old Town", changed: ["city", "openingHours"] },
  });
});

test("a deactivated location keeps its link, comes last and can be brought back", async () => {
  const { id } = await createLocation({ db }, owner, input);
  await createLocation({ db }, owner, { ...input, name: "Zoo" });
  await withTenant(db, owner.merchantId, (tx) =>
    tx.insert(locationLinks).values({
      ...{ merchantId: owner.merchantId, locationId: id, environment: "sandbox" },
      ...{ businessId: "1", businessLocationId: "11", businessLocationName: "Old Town" },
    }),
  );
  await setLocationActive({ db }, owner, { id, active: false });
  expect(await namesOf(owner)).toEqual(["Zoo", "Old Town"]);
  expect(await findLocation({ db }, owner.merchantId, id)).toMatchObject({ active: false, linked: true });

  await setLocationActive({ db }, owner, { id, active: true });
  await setLocationActive({ db }, owner, { id, active: true });
  expect(await namesOf(owner)).toEqual(["Old Town", "Zoo"]);
  const actions = (await auditOf(owner)).map(({ action }) => action);
  expect(actions.slice(2)).toEqual(["location.deactivated", "location.reactivated"]);
});

test("another merchant's location looks like one that does not exist, to every verb", async () => {
  const { id } = await createLocation({ db }, owner, input);
  const missing = crypto.randomUUID();
  for (const target of [id, missing]) {
    const refusal = { code: "not_found", message: "This location does not exist." };
    await expect(updateLocation({ db }, stranger, target, input)).rejects.toMatchObject(refusal);
    await expect(setLocationActive({ db }, stranger, { id: target, active: false })).rejects.toMatchObject(refusal);
    expect(await findLocation({ db }, stranger.merchantId, target)).toBeNull();
  }
  expect(await findLocation({ db }, owner.merchantId, id)).toMatchObject({ active: true, name: "Old Town" });
  expect(await auditOf(stranger)).toEqual([]);
});

test("a viewer sees locations and changes none", async () => {
  const { id } = await createLocation({ db }, owner, input);
  expect(await namesOf(viewer)).toEqual(["Old Town"]);
  const refusal = { code: "forbidden" };
  await expect(createLocation({ db }, viewer, { ...input, name: "Harbour" })).rejects.toMatchObject(refusal);
  await expect(updateLocation({ db }, viewer, id, { ...input, city: "Ghent" })).rejects.toMatchObject(refusal);
  await expect(setLocationActive({ db }, viewer, { id, active: false })).rejects.toMatchObject(refusal);
  expect(await findLocation({ db }, owner.merchantId, id)).toMatchObject({ active: true, city: "Brussels" });
  expect(await auditOf(owner)).toHaveLength(1);
});
