import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { OrderChannel } from "@/db/schema";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import { intakeOrder } from "./intake-order";
import { preFlight } from "./pre-flight";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
let whole: { scopes: string[]; problems: postgres.JSONValue };
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
  merchant = await createGuestMerchant(stage);
  const [row] = await owner<(typeof whole)[]>`
    select c.scopes, s.problems from connections c join location_settings s using (merchant_id) where c.merchant_id = ${mine()}`;
  if (!row) throw new Error("the merchant is not set up");
  whole = row;
});
/** As it was, so that each case has one fault. */
afterEach(async () => {
  await owner`update connections set scopes = ${whole.scopes} where merchant_id = ${mine()}`;
  await owner`update locations set active = true where merchant_id = ${mine()}`;
  await owner`update payment_profiles set problem = null where merchant_id = ${mine()}`;
  await owner`update location_settings set problems = ${owner.json(whole.problems)} where merchant_id = ${mine()}`;
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
const cartOf = (channel: OrderChannel, pickUpAt?: string) => {
  const unitPrice = channel === "online" ? takeaway : 1850;
  return {
    ...(channel === "online" ? { type: "takeaway", customer: { firstName: "Ada" } } : { type: "dine_in", table: "12" }),
    ...{ currency: "EUR", expectedTotal: 2 * unitPrice, ...(pickUpAt ? { pickUpAt } : {}) },
    lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice }],
  };
};
const takeaway = 1760;

/** A busy machine is no silent Lightspeed. */
const patient: typeof preFlight = (services, draft) => preFlight(services, draft, { questionMs: 10_000 });

async function send(
  channel: OrderChannel,
  { pickUpAt, services = stage.services }: { pickUpAt?: string; services?: Stage["services"] } = {},
) {
  const { locationId } = merchant;
  const answer = await intakeOrder(
    services,
    {
      caller: { id: randomUUID(), merchantId: mine(), locationId, channel },
      ...{ idempotencyKey: randomUUID(), rawBody: JSON.stringify(cartOf(channel, pickUpAt)) },
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

const gone = (about: string) => owner`
  update location_settings set problems = ${owner.json([{ about, blocks: true, message: "It is gone.", remedy: "Choose another." }])}
   where merchant_id = ${mine()}`;

type Case = [string, string, () => PromiseLike<unknown>, Parameters<typeof send>[1]?, OrderChannel?];
const cases: Case[] = [
  [
    ...(["without the permission for orders", "scope_missing"] as const),
    () => owner`update connections set scopes = '{financial-api}' where merchant_id = ${mine()}`,
  ],
  [
    ...(["of a location that was deactivated", "location_inactive"] as const),
    () => owner`update locations set active = false where merchant_id = ${mine()}`,
  ],
  [
    ...(["whose payment profile is refused", "payment_profile_refused"] as const),
    () =>
      owner`update payment_profiles set problem = 'Stripe does not accept the secret key.' where merchant_id = ${mine()}`,
  ],
  ["whose order profile is gone", "order_profile_gone", () => gone("order_profile_dine_in")],
  ["whose payment method is gone", "payment_method", () => gone("payment_method")],
  [
    ...(["for a time that is past", "pick_up_past"] as const),
    async () => {},
    ...([{ pickUpAt: "2026-01-13T10:30:00+01:00" }, "online"] as const),
  ],
];

test.each(cases)(
  "an order %s is refused with its reason, and no payment is begun",
  async (_, code, plant, wish, channel = "kiosk") => {
    const before = await count();
    await plant();
    const { remedies, ...answer } = await send(channel, wish);
    expect(answer).toEqual({ status: 422, code: "would_not_land", reasons: [code] });
    expect(remedies.every(Boolean)).toBe(true);
    expect(await count()).toEqual(before);
  },
);

test("test keys begin no payment where the till is a real one", async () => {
  const before = await count();
  const { lightspeed } = stage.services;
  const services = { ...stage.services, lightspeed: { ...lightspeed, environment: "production" as const } };
  expect((await send("kiosk", { services })).reasons).toContain("payment_test_mode");
  expect(await count()).toEqual(before);
});

test("the same cart with nothing in its way becomes one order and one payment", async () => {
  const before = await count();
  expect(await send("kiosk")).toMatchObject({ status: 201 });
  expect(await count()).toEqual({ orders: Number(before.orders) + 1, payments: Number(before.payments) + 1 });
});
