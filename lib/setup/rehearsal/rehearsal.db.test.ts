import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertReservations } from "@/db/queries/item-reservations";
import { lookUpAvailability } from "@/lib/lightspeed/availability/look-up-availability";
import { composeTestOrder } from "@/lib/orders/compose-test-order";
import { reconcileOrder } from "@/lib/orders/reconcile-order";
import { actorOf, openStage, type Stage } from "@/lib/testing/connection-stage";
import { deliver, heard, type OrderMerchant, placeOrder, reload, runJobs, tillOf } from "@/lib/testing/order-stage";
import { createRehearsalMerchant, untilOver } from "@/lib/testing/rehearsal-stage";
import { followRehearsal } from "./follow-rehearsal";
import { getCertificate } from "./get-certificate";
import { getRehearsals } from "./get-rehearsals";
import { firstUnproven, type Hop, type HopId } from "./hops";
import { issueCertificate } from "./issue-certificate";
import { lookNow } from "./look-now";
import type { RehearsalView } from "./rehearsal-types";
import { runRehearsal } from "./run-rehearsal";

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const run = ({ actor, locationId }: OrderMerchant) => runRehearsal(stage.services, actor, { locationId });

async function started(merchant: OrderMerchant) {
  const start = await run(merchant);
  if (!start.started) throw new Error(`refused: ${JSON.stringify(start.broken)}`);
  return start;
}

async function view({ actor, locationId }: OrderMerchant): Promise<RehearsalView> {
  const [seen] = await getRehearsals(stage.services, actor.merchantId, [{ id: locationId, name: "Old Town" }]);
  if (!seen) throw new Error("the location is gone");
  return seen;
}

const stopOf = (hops: readonly Hop[]) => firstUnproven(hops);
const voidAtTill = ({ placeId }: OrderMerchant, check: string | null) =>
  stage.sandbox.control("POST", `/till/${placeId}/sales/${check}/void`, {});

/** As far as the till goes by itself: settled, and the staff asked to void it. */
async function settled(merchant: OrderMerchant) {
  const { rehearsalId, orderId } = await started(merchant);
  const order = await untilOver(stage, merchant, orderId);
  const { merchantId } = merchant.actor;
  await followRehearsal(stage.services, { merchantId, rehearsalId });
  return { rehearsalId, orderId, order, merchantId };
}

test("every hop is proven in turn; the certificate comes when the till has voided the sale, once, and says what was proven when", async () => {
  const merchant = await createRehearsalMerchant(stage);
  expect((await view(merchant)).hops.filter(({ state }) => state === "proven")).toHaveLength(5);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  expect(order).toMatchObject({ status: "completed", channel: "test" });

  const before = await view(merchant);
  expect(stopOf(before.hops)).toMatchObject({ id: "voided", state: "waiting" });
  expect(before.run).toMatchObject({ certificateId: null, underWay: false });
  expect(await issueCertificate(stage.services, { merchantId, rehearsalId })).toMatchObject({
    issued: false,
    broken: { id: "voided", cause: expect.stringContaining(`Void check ${order.accountIdentifier}`) },
  });
  // However often it is looked at: the till prints one message, with the check and the order by name.
  await followRehearsal(stage.services, { merchantId, rehearsalId });
  const { messages } = await stage.sandbox.control<{ messages: { text: string; alsoToPrinter: boolean }[] }>(
    "GET",
    `/till/${merchant.placeId}`,
  );
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({ alsoToPrinter: true });
  expect(messages[0]?.text).toContain(`please void check ${order.accountIdentifier} (order ${order.number}, `);

  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error(`not issued: ${JSON.stringify(issue.broken)}`);
  expect(await lookNow(stage.services, merchant.actor, { rehearsalId })).toEqual(issue);
  const certificate = await getCertificate(stage.services, merchantId, issue.certificateId);
  expect(certificate).toMatchObject({
    unaltered: true,
    broken: null,
    orderNumber: order.number,
    softwareVersion: "0.1.0",
  });
  expect(certificate?.hops).toHaveLength(14);
  for (const { at, proof } of certificate?.hops ?? []) {
    expect(Date.parse(at)).toBeLessThanOrEqual(stage.services.now().getTime());
    expect(proof).toMatch(/\.$/);
  }
  expect((await view(merchant)).run?.certificateId).toBe(issue.certificateId);
});

test("a payment that travels with the order is proven by the order's word", async () => {
  const merchant = await createRehearsalMerchant(stage, { paymentMode: "embedded" });
  const { rehearsalId, order } = await settled(merchant);
  expect(stopOf((await view(merchant)).hops)).toMatchObject({ id: "voided", state: "waiting" });
  await voidAtTill(merchant, order.accountIdentifier);
  expect(await lookNow(stage.services, merchant.actor, { rehearsalId })).toMatchObject({ issued: true });
});

/** Each hop before an order, broken once. */
const before: [HopId, string, RegExp, (merchant: OrderMerchant) => Promise<unknown>][] = [
  [
    ...(["connection", "a permission that Lightspeed withdrew", /no longer accepts Upvendo/] as const),
    ({ actor }) =>
      owner`update connections set status = 'needs_reauthorization' where merchant_id = ${actor.merchantId}`,
  ],
  [
    ...(["link", "a location without its till", /not linked/] as const),
    ({ locationId }) => owner`delete from location_links where location_id = ${locationId}`,
  ],
  [
    ...(["readiness", "a till whose day is closed", /the day is not opened/] as const),
    ({ locationId }) =>
      owner`update pos_readiness set status = 'NOT_READY', sales_period = 'CLOSED' where location_id = ${locationId}`,
  ],
  [
    ...(["readiness", "a till that was not heard of for hours", /more than an hour/] as const),
    ({ locationId }) =>
      owner`update pos_readiness set read_at = now() - interval '2 hours' where location_id = ${locationId}`,
  ],
  [
    ...(["order-settings", "no order profile", /No order profile is chosen/] as const),
    ({ locationId }) =>
      owner`update location_settings set order_profile_dine_in = null, order_profile_takeaway = null where location_id = ${locationId}`,
  ],
  [
    ...(["item", "menus that were never read", /has not been read yet/] as const),
    ({ placeId }) => owner`delete from menus where place_id = ${placeId}`,
  ],
  [
    ...(["webhook", "an endpoint that is not registered", /no address/] as const),
    ({ actor }) => owner`update webhook_endpoints set status = 'pending' where merchant_id = ${actor.merchantId}`,
  ],
  [
    ...(["webhook", "an endpoint that does not hear of this place", /does not send events/] as const),
    ({ placeId }) => owner`update webhook_links set linked = false where business_location_id = ${placeId}`,
  ],
  [
    ...(["pre-flight", "the last one kept by another order", /is sold out/] as const),
    async (merchant) => {
      const { merchantId } = merchant.actor;
      const { input } = await composeTestOrder(stage.services, merchantId, { locationId: merchant.locationId });
      const sku = input.lines[0]?.sku ?? "";
      await stage.sandbox.control("PUT", `/till/${merchant.placeId}/counts/${sku}`, { count: 1 });
      await lookUpAvailability(stage.services, merchantId, { businessLocationId: merchant.placeId, skus: [sku] });
      const other = await placeOrder(stage, merchant);
      const kept = [{ businessLocationId: merchant.placeId, sku, quantity: 1 }];
      await withTenant(stage.services.db, merchantId, (tx) => insertReservations(tx, other.id, kept));
    },
  ],
];

test.each(before)(
  "%s: with %s nothing is ordered, and the hop, its cause and its remedy are named",
  async (id, _, cause, spoil) => {
    const merchant = await createRehearsalMerchant(stage);
    await spoil(merchant);
    const start = await run(merchant);
    expect(start).toMatchObject({
      started: false,
      broken: { id, state: "broken", cause: expect.stringMatching(cause) },
    });
    expect(start).toMatchObject({ broken: { fix: { label: expect.any(String), href: expect.stringMatching(/^\//) } } });
    expect(await tillOf(stage, merchant)).toMatchObject({ orders: [], checks: [] });
  },
);

test("sent: an order that the till refuses ends the rehearsal there, with the till's own words", async () => {
  const merchant = await createRehearsalMerchant(stage);
  const { orderId } = await started(merchant);
  const order = await reload(stage, { id: orderId, merchantId: merchant.actor.merchantId });
  await stage.sandbox.control("PUT", `/till/${merchant.placeId}/counts/${order.lines[0]?.sku}`, { count: 0 });
  expect(await untilOver(stage, merchant, orderId)).toMatchObject({ status: "failed" });
  const { hops, run: seen } = await view(merchant);
  expect(stopOf(hops)).toMatchObject({
    id: "order-word",
    state: "broken",
    cause: expect.stringContaining("out of stock"),
  });
  const target = { merchantId: merchant.actor.merchantId, rehearsalId: seen?.id ?? "" };
  expect(await issueCertificate(stage.services, target)).toMatchObject({ issued: false, broken: { id: "order-word" } });
});

/** Each hop of an order that went the whole way, broken once in what it left behind. */
const after: [HopId, string, (orderId: string) => Promise<unknown>][] = [
  ["payment", "no test payment", (id) => owner`update payments set status = 'failed' where order_id = ${id}`],
  [
    ...(["sent", "no request that Lightspeed took"] as const),
    (id) => owner`delete from order_timeline where order_id = ${id} and kind like 'orders.submit%'`,
  ],
  [
    ...(["order-word", "no notification of the order"] as const),
    (id) => owner`delete from order_timeline where order_id = ${id} and kind = 'ORDER SUCCESS'`,
  ],
  [
    ...(["applied", "no payment that Lightspeed took"] as const),
    (id) => owner`delete from order_timeline where order_id = ${id} and kind = 'payments.apply'`,
  ],
  [
    ...(["payment-word", "no notification of the payment"] as const),
    (id) => owner`delete from order_timeline where order_id = ${id} and kind = 'PAYMENT SUCCESS'`,
  ],
  [
    "settled",
    "a cent too much on the check",
    (id) => owner`update orders set pos_total_minor = pos_total_minor + 1 where id = ${id}`,
  ],
  ["settled", "a person's hand in it", (id) => owner`update orders set resolved_at = now() where id = ${id}`],
];

test.each(after)("%s: with %s there is no certificate, and that hop is named", async (id, _, spoil) => {
  const merchant = await createRehearsalMerchant(stage);
  const { rehearsalId, orderId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  await spoil(orderId);
  const issue = await lookNow(stage.services, merchant.actor, { rehearsalId });
  expect(issue).toMatchObject({
    issued: false,
    broken: { id, state: "broken", fix: { href: expect.stringMatching(/^\//) } },
  });
  const rows = await owner`select 1 from certificates where merchant_id = ${merchantId}`;
  expect(rows).toHaveLength(0);
});

test("order-word: a till that only a look back found is not enough, until the notification arrives late", async () => {
  const merchant = await createRehearsalMerchant(stage);
  const { orderId, rehearsalId } = await started(merchant);
  await runJobs(stage);
  const [told] = (await heard(stage, merchant, 1)).filter(
    ({ type, status }) => type === "ORDER" && status === "SUCCESS",
  );
  if (!told) throw new Error("the till said nothing");
  await owner`update orders set deadline_at = now() - interval '1 second' where id = ${orderId}`;
  await reconcileOrder(stage.services, { merchantId: merchant.actor.merchantId, orderId });
  expect(await untilOver(stage, merchant, orderId)).toMatchObject({ status: "completed" });
  expect(stopOf((await view(merchant)).hops)).toMatchObject({
    id: "order-word",
    state: "broken",
    cause: expect.stringMatching(/had to look itself/),
  });
  await deliver(stage, merchant, told);
  expect(stopOf((await view(merchant)).hops)).toMatchObject({ id: "voided", state: "waiting" });
  expect(rehearsalId).toBeTruthy();
});

test("a certificate holds no longer when something that must last breaks, and holds again when it is mended; a closed till alone changes nothing", async () => {
  const merchant = await createRehearsalMerchant(stage);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error("not issued");
  const look = () => getCertificate(stage.services, merchantId, issue.certificateId);
  const at = merchant.locationId;
  await owner`update pos_readiness set status = 'NOT_READY', sales_period = 'CLOSED' where location_id = ${at}`;
  expect(await look()).toMatchObject({ broken: null });
  const breaks: [RegExp, () => Promise<unknown>, () => Promise<unknown>][] = [
    [
      /no longer accepts Upvendo/,
      () => owner`update connections set status = 'needs_reauthorization' where merchant_id = ${merchantId}`,
      () => owner`update connections set status = 'connected' where merchant_id = ${merchantId}`,
    ],
    [
      /not linked/,
      () => owner`update location_links set active = false where location_id = ${at}`,
      () => owner`update location_links set active = true where location_id = ${at}`,
    ],
    [
      /not compared/,
      () => owner`update location_settings set checked_at = null where location_id = ${at}`,
      () => owner`update location_settings set checked_at = now() where location_id = ${at}`,
    ],
    [
      /no address/,
      () => owner`update webhook_endpoints set status = 'pending' where merchant_id = ${merchantId}`,
      () => owner`update webhook_endpoints set status = 'registered' where merchant_id = ${merchantId}`,
    ],
  ];
  for (const [cause, spoil, mend] of breaks) {
    await spoil();
    const now = await look();
    expect(now?.broken?.cause).toMatch(cause);
    expect(now?.broken?.fix.href).toMatch(/^\//);
    await mend();
    expect(await look()).toMatchObject({ broken: null, unaltered: true });
  }
});

test("a certificate that somebody changed in the database says so", async () => {
  const merchant = await createRehearsalMerchant(stage);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error("not issued");
  const change = withTenant(stage.services.db, merchantId, (tx) =>
    tx.execute(`update certificates set location_name = 'x'`),
  );
  await expect(change).rejects.toThrow();
  await owner`update certificates set location_name = 'Elsewhere' where id = ${issue.certificateId}`;
  expect(await getCertificate(stage.services, merchantId, issue.certificateId)).toMatchObject({ unaltered: false });
});

test("nobody runs one without the right, at a stranger's location or twice at once, and a stranger sees none of it", async () => {
  const merchant = await createRehearsalMerchant(stage);
  const stranger = await createRehearsalMerchant(stage);
  const viewer = actorOf(merchant.actor.merchantId, merchant.actor.merchantName, "viewer");
  const at = { locationId: merchant.locationId };
  await expect(runRehearsal(stage.services, viewer, at)).rejects.toThrow("Only owners and managers");
  await expect(runRehearsal(stage.services, stranger.actor, at)).rejects.toThrow("does not exist");
  const both = await Promise.allSettled([run(merchant), run(merchant)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(run(merchant)).rejects.toThrow("is still on its way");
  const { run: seen } = await view(merchant);
  const lookAs = (actor: typeof viewer) => lookNow(stage.services, actor, { rehearsalId: seen?.id ?? "" });
  await expect(lookAs(viewer)).rejects.toThrow("Only owners and managers");
  await expect(lookAs(stranger.actor)).rejects.toThrow("does not exist");
});
