import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveCounts } from "@/db/queries/availability";
import type { OrderChannel } from "@/db/schema";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { readReadiness } from "@/lib/lightspeed/readiness/read-readiness";
import { readEndpoint } from "@/lib/lightspeed/webhooks/read-endpoint";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import { intakeOrder } from "./intake-order";
import { preFlight } from "./pre-flight";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
/** Each case has one fault. */
beforeEach(async () => {
  merchant = await createGuestMerchant(stage);
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const mine = () => merchant.actor.merchantId;
const count = async () => {
  const [row] = await owner`
    select (select count(*)::int from orders where merchant_id = ${mine()}) as orders,
           (select count(*)::int from payments where merchant_id = ${mine()}) as payments`;
  return { ...row };
};

/** Two croquettes at table 12, or to take away, where they are cheaper. */
const cartOf = (channel: OrderChannel, { pickUpAt, line = {} }: Pick<Wish, "pickUpAt" | "line">) => {
  const { unitPrice = channel === "online" ? takeaway : 1850 } = line;
  return {
    ...(channel === "online" ? { type: "takeaway", customer: { firstName: "Ada" } } : { type: "dine_in", table: "12" }),
    ...{ currency: "EUR", expectedTotal: 2 * unitPrice, ...(pickUpAt ? { pickUpAt } : {}) },
    lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, ...line, unitPrice }],
  };
};
const takeaway = 1760;

/** A busy machine is no silent Lightspeed. */
const patient: typeof preFlight = (services, draft) => preFlight(services, draft, { questionMs: 10_000 });

type Wish = {
  pickUpAt?: string;
  line?: { sku?: string; unitPrice?: number; modifiers?: object[] };
  services?: Stage["services"];
};

async function send(channel: OrderChannel, { services = stage.services, ...cart }: Wish = {}) {
  const { locationId } = merchant;
  const answer = await intakeOrder(
    services,
    {
      caller: { id: randomUUID(), merchantId: mine(), locationId, channel },
      ...{ idempotencyKey: randomUUID(), rawBody: JSON.stringify(cartOf(channel, cart)) },
    },
    patient,
  );
  const { reasons = [], code } = answer.body as { code?: string; reasons?: { code: string; remedy: string }[] };
  return {
    status: answer.status,
    code,
    reasons: reasons.map((one) => one.code),
    remedies: reasons.map((one) => one.remedy),
  };
}

/** A person at Lightspeed's own back office, a moment ago. */
const backOffice = (change: object) => stage.sandbox.control("PATCH", `/till/${merchant.placeId}/back-office`, change);
const set = (what: object) => owner`
  update location_settings set ${owner(what)} where merchant_id = ${mine()}`;

async function isNotReady(): Promise<void> {
  const { actor, locationId, placeId } = merchant;
  await stage.sandbox.control("PATCH", `/till/${placeId}`, { acceptingOnlineOrders: false });
  await readReadiness(stage.services, { merchantId: actor.merchantId, locationId, businessLocationId: placeId });
}

async function tooFewAreLeft(): Promise<void> {
  const place = { environment: "sandbox" as const, businessLocationId: merchant.placeId };
  const at = new Date();
  const row = { sku: "STA-GARNAALKROKET", count: 1, countUpdatedAt: at, readAt: at, source: "webhook" as const };
  await withTenant(stage.services.db, mine(), (tx) => saveCounts(tx, place, [{ ...row, polled: false }]));
}

async function endpointIsGone(): Promise<void> {
  await kSeriesFor(stage.services, mine()).webhookEndpoints.remove({ endpointId: merchant.endpointId });
  await readEndpoint(stage.services, mine());
}

type Case = { name: string; code: string; plant?: () => PromiseLike<unknown>; wish?: Wish; channel?: OrderChannel };
const cases: Case[] = [
  {
    ...{ name: "of a merchant whom Lightspeed no longer accepts", code: "not_connected" },
    plant: () => owner`update connections set status = 'needs_reauthorization' where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "without the permission for orders", code: "scope_missing" },
    plant: () => owner`update connections set scopes = '{financial-api}' where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "of a location that is linked to none of Lightspeed's", code: "not_linked" },
    plant: () => owner`delete from location_links where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "of a location that was deactivated", code: "location_inactive" },
    plant: () => owner`update locations set active = false where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "for which no order profile is chosen", code: "no_order_profile" },
    plant: () => set({ order_profile_dine_in: null }),
  },
  {
    ...{ name: "whose order profile was removed in Lightspeed a moment ago", code: "order_profile_dine_in" },
    plant: () => backOffice({ orderProfiles: { DINEIN: { listed: false } } }),
  },
  { name: "for a till that takes no online orders", code: "till_not_ready", plant: isNotReady },
  { name: "for a SKU that is on no menu", code: "not_on_menu", wish: { line: { sku: "NOT-THERE" } } },
  {
    ...{ name: "with a note that the till does not have", code: "instruction_unknown" },
    wish: { line: { modifiers: [{ id: "1", name: "Hot" }] } },
  },
  { name: "for two of which one is left", code: "too_few_left", plant: tooFewAreLeft },
  { name: "that would cost something else on the till", code: "price_changed", wish: { line: { unitPrice: 1840 } } },
  {
    ...{ name: "whose payment method was switched off in Lightspeed a moment ago (row 72)", code: "payment_method" },
    plant: () => backOffice({ paymentMethods: { OOPAYMENT: { listed: false } } }),
  },
  {
    ...{ name: "of which Lightspeed could not tell us anything", code: "no_endpoint" },
    plant: () => owner`delete from webhook_endpoints where merchant_id = ${mine()}`,
  },
  { name: "whose webhook endpoint somebody removed at Lightspeed", code: "endpoint_gone", plant: endpointIsGone },
  {
    ...{ name: "for which nobody could pay", code: "no_payment_profile" },
    plant: () => owner`update payment_profiles set removed_at = now() where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "whose payment profile is refused", code: "payment_profile_refused" },
    plant: () =>
      owner`update payment_profiles set problem = 'Stripe does not accept the secret key.' where merchant_id = ${mine()}`,
  },
  {
    ...{ name: "for a time that is past", code: "pick_up_past", channel: "online" },
    wish: { pickUpAt: "2026-01-13T10:30:00+01:00" },
  },
];

test.each(cases)(
  "an order $name is refused with its reason, and no payment is begun (row 58)",
  async ({ code, plant, wish = {}, channel = "kiosk" }) => {
    await plant?.();
    const { remedies, ...answer } = await send(channel, wish);
    expect(answer).toMatchObject({ status: 422, code: "would_not_land" });
    expect(answer.reasons).toContain(code);
    expect(remedies.every(Boolean)).toBe(true);
    expect(await count()).toEqual({ orders: 0, payments: 0 });
    const { accountId: account } = merchant.account;
    expect(await stage.sandbox.requests({ account, operation: "orders" })).toEqual([]);
  },
);

test("test keys begin no payment where the till is a real one", async () => {
  const { lightspeed } = stage.services;
  const services = { ...stage.services, lightspeed: { ...lightspeed, environment: "production" as const } };
  expect((await send("kiosk", { services })).reasons).toContain("payment_test_mode");
  expect(await count()).toEqual({ orders: 0, payments: 0 });
});

test("the same cart with nothing in its way becomes one order and one payment", async () => {
  expect(await send("kiosk")).toMatchObject({ status: 201 });
  expect(await count()).toEqual({ orders: 1, payments: 1 });
});
