import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Services } from "@/lib/services";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { chooseBusiness } from "./choose-business";
import { getConnectionView } from "./connection-view";
import { disconnect } from "./disconnect";
import { linkLocation } from "./link-location";
import { getIntegrationLog } from "./log";
import { readBusinesses } from "./read-businesses";

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

const twoBusinesses = {
  businesses: ["One", "Two"].map((name) => ({ name, locations: [{ name: `${name}'s place` }] })),
};

async function connected() {
  const { actor, locationId } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount(twoBusinesses);
  expect(await connect(stage, actor, account)).toBe("connected");
  const [one, two] = account.businesses;
  if (!one || !two) throw new Error("the account has no two businesses");
  return { actor, locationId, account, one, two };
}

const view = (merchantId: string) => getConnectionView(services, merchantId);

test("the first business is stored; another can be chosen, and links to the former stop acting", async () => {
  const { actor, locationId, one, two } = await connected();
  expect((await view(actor.merchantId)).business).toEqual({ id: one.id, name: "One" });
  await linkLocation(services, actor, { locationId, businessLocationId: one.locations[0]?.id ?? "" });
  await chooseBusiness(services, actor, { businessId: two.id });
  expect(await view(actor.merchantId)).toMatchObject({
    status: "connected",
    business: { id: two.id, name: "Two" },
    links: [{ link: { active: false } }],
  });
  const { entries } = await getIntegrationLog(services, actor.merchantId);
  expect(entries[0]?.message).toMatch(/chose the business Two.*1 location link/);
  // Choosing what is chosen is no event.
  await chooseBusiness(services, actor, { businessId: two.id });
  expect((await getIntegrationLog(services, actor.merchantId)).entries[0]).toMatchObject({
    count: 1,
    seq: entries[0]?.seq,
  });
});

test.each(["", "1", "9007199254740993", "null"])(
  "a business that the account does not show (%j) cannot be chosen",
  async (businessId) => {
    const { actor, one } = await connected();
    await expect(chooseBusiness(services, actor, { businessId })).rejects.toMatchObject({ code: "not_found" });
    expect((await view(actor.merchantId)).business?.id).toBe(one.id);
  },
);

test("another merchant's business is unknown, a viewer chooses nothing, and after Delete there is none to choose", async () => {
  const [a, b] = [await connected(), await connected()];
  await expect(chooseBusiness(services, b.actor, { businessId: a.two.id })).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(
    chooseBusiness(services, { ...a.actor, role: "viewer" }, { businessId: a.two.id }),
  ).rejects.toMatchObject({ code: "forbidden" });
  await disconnect(services, a.actor, { confirmation: "Lightspeed" });
  await expect(chooseBusiness(services, a.actor, { businessId: a.two.id })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a business that another merchant uses is refused, and of two who reach for it at once one gets it", async () => {
  const [a, b] = [await connected(), await createStageMerchant(stage)];
  // The same people run both restaurants: one account, two merchants of ours.
  await chooseBusiness(services, a.actor, { businessId: a.two.id });
  expect(await connect(stage, b.actor, a.account)).toBe("connected");
  await expect(chooseBusiness(services, b.actor, { businessId: a.two.id })).rejects.toMatchObject({ code: "conflict" });
  await expect(chooseBusiness(services, a.actor, { businessId: a.one.id })).rejects.toMatchObject({ code: "conflict" });
  expect((await view(a.actor.merchantId)).business?.id).toBe(a.two.id);
  expect((await view(b.actor.merchantId)).business?.id).toBe(a.one.id);
});

test("a list that could not be read at first heals by itself once it can be: by reading again, or by choosing", async () => {
  const { actor } = await createStageMerchant(stage);
  const account = await stage.sandbox.createAccount(twoBusinesses);
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "businesses", do: { type: "status", status: 503 } },
  });
  expect(await connect(stage, actor, account)).toBe("business_missing");
  expect(await view(actor.merchantId)).toMatchObject({
    status: "degraded",
    problem: { code: "business_missing" },
    business: null,
  });
  await expect(readBusinesses(services, actor.merchantId)).rejects.toMatchObject({ code: "k_series_unavailable" });
  await stage.sandbox.control("DELETE", `/faults/${id}`);
  await readBusinesses(services, actor.merchantId);
  expect(await view(actor.merchantId)).toMatchObject({ status: "connected", problem: null, business: { name: "One" } });

  await owner`update connections set status = 'degraded', problem = 'business_missing', business_id = null where merchant_id = ${actor.merchantId}`;
  await chooseBusiness(services, actor, { businessId: account.businesses[1]?.id ?? "" });
  expect(await view(actor.merchantId)).toMatchObject({ status: "connected", problem: null, business: { name: "Two" } });
});

test("reading again keeps the choice and takes over new names, also ones that no column could hold", async () => {
  const { actor, two, account } = await connected();
  await chooseBusiness(services, actor, { businessId: two.id });
  const body = `[{"id":7,"name":"first"},{"id":${two.id},"name":"Two \\u0000 renamed"}]`;
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "businesses", times: 1 },
    do: {
      type: "raw",
      status: 200,
      headers: { "content-type": "application/json" },
      body,
    },
  });
  await readBusinesses(services, actor.merchantId);
  expect((await view(actor.merchantId)).business).toEqual({ id: two.id, name: "Two \ufffd renamed" });
});

test("a list that arrives after Delete is not stored", async () => {
  const { actor, account } = await connected();
  const { id } = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "businesses", times: 1, do: { type: "hold", at: "after" } },
  });
  const reading = readBusinesses(services, actor.merchantId);
  await stage.sandbox.control("GET", `/holds/${id}?atLeast=1`);
  await disconnect(services, actor, { confirmation: "Lightspeed" });
  const [before] = await owner`select businesses_read_at from connections where merchant_id = ${actor.merchantId}`;
  await stage.sandbox.control("POST", `/holds/${id}/release`);
  await reading.catch(() => {});
  const [after] =
    await owner`select businesses_read_at, status from connections where merchant_id = ${actor.merchantId}`;
  expect(after).toEqual({ ...before, status: "disabled" });
});
