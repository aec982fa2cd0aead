import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { insertReservations } from "@/db/queries/item-reservations";
import { lookUpAvailability } from "@/lib/lightspeed/availability/look-up-availability";
import { composeTestOrder } from "@/lib/orders/compose-test-order";
import { reconcileOrder } from "@/lib/orders/reconcile-order";
import { actorOf } from "@/lib/testing/connection-stage";
import { deliver, heard, type OrderMerchant, placeOrder, reload, runJobs, tillOf } from "@/lib/testing/order-stage";
import { createRehearsalMerchant, untilOver } from "@/lib/testing/rehearsal-stage";
import { rehearsalTests, stopOf } from "@/lib/testing/rehearsal-tests";
import { followRehearsal } from "./follow-rehearsal";
import { getCertificate } from "./get-certificate";
import type { HopId } from "./hops";
import { issueCertificate } from "./issue-certificate";
import { lookNow } from "./look-now";
import { runRehearsal } from "./run-rehearsal";

const { on, run, settled, started, view, voidAtTill } = rehearsalTests();

test("every hop is proven in turn; the certificate comes when the till has voided the sale, once, and says what was proven when", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  expect((await view(merchant)).hops.filter(({ state }) => state === "proven")).toHaveLength(5);
  const { rehearsalId, order, merchantId } = await settled(merchant);
  expect(order).toMatchObject({ status: "completed", channel: "test" });

  const before = await view(merchant);
  expect(stopOf(before.hops)).toMatchObject({ id: "voided", state: "waiting" });
  expect(before.run).toMatchObject({ certificateId: null, underWay: false });
  expect(await issueCertificate(on.stage.services, { merchantId, rehearsalId })).toMatchObject({
    issued: false,
    broken: { id: "voided", cause: expect.stringContaining(`Void check ${order.accountIdentifier}`) },
  });
  // However often it is looked at: the till prints one message, with the check and the order by name.
  await followRehearsal(on.stage.services, { merchantId, rehearsalId });
  const { messages } = await on.stage.sandbox.control<{ messages: { text: string; alsoToPrinter: boolean }[] }>(
    "GET",
    `/till/${merchant.placeId}`,
  );
  expect(messages).toHaveLength(1);
  expect(messages[0]).toMatchObject({ alsoToPrinter: true });
  expect(messages[0]?.text).toContain(`please void check ${order.accountIdentifier} (order ${order.number}, `);

  await voidAtTill(merchant, order.accountIdentifier);
  const issue = await lookNow(on.stage.services, merchant.actor, { rehearsalId });
  if (!issue.issued) throw new Error(`not issued: ${JSON.stringify(issue.broken)}`);
  expect(await lookNow(on.stage.services, merchant.actor, { rehearsalId })).toEqual(issue);
  const certificate = await getCertificate(on.stage.services, merchantId, issue.certificateId);
  expect(certificate).toMatchObject({
    unaltered: true,
    broken: null,
    orderNumber: order.number,
    softwareVersion: "0.1.0",
  });
  expect(certificate?.hops).toHaveLength(14);
  for (const { at, proof } of certificate?.hops ?? []) {
    expect(Date.parse(at)).toBeLessThanOrEqual(on.stage.services.now().getTime());
    expect(proof).toMatch(/\.$/);
  }
  expect((await view(merchant)).run?.certificateId).toBe(issue.certificateId);
});

test("a payment that travels with the order is proven by the order's word", async () => {
  const merchant = await createRehearsalMerchant(on.stage, { paymentMode: "embedded" });
  const { rehearsalId, order } = await settled(merchant);
  expect(stopOf((await view(merchant)).hops)).toMatchObject({ id: "voided", state: "waiting" });
  await voidAtTill(merchant, order.accountIdentifier);
  expect(await lookNow(on.stage.services, merchant.actor, { rehearsalId })).toMatchObject({ issued: true });
});

/** Each hop before an order, broken once. */
const before: [HopId, string, RegExp, (merchant: OrderMerchant) => Promise<unknown>][] = [
  [
    ...(["connection", "a permission that Lightspeed withdrew", /no longer accepts Upvendo/] as const),
    ({ actor }) =>
      on.owner`update connections set status = 'needs_reauthorization' where merchant_id = ${actor.merchantId}`,
  ],
  [
    ...(["link", "a location without its till", /not linked/] as const),
    ({ locationId }) => on.owner`delete from location_links where location_id = ${locationId}`,
  ],
  [
    ...(["readiness", "a till whose day is closed", /the day is not opened/] as const),
    ({ locationId }) =>
      on.owner`update pos_readiness set status = 'NOT_READY', sales_period = 'CLOSED' where location_id = ${locationId}`,
  ],
  [
    ...(["readiness", "a till that was not heard of for hours", /more than an hour/] as const),
    ({ locationId }) =>
      on.owner`update pos_readiness set read_at = now() - interval '2 hours' where location_id = ${locationId}`,
  ],
  [
    ...(["order-settings", "no order profile", /No order profile is chosen/] as const),
    ({ locationId }) =>
      on.owner`update location_settings set order_profile_dine_in = null, order_profile_takeaway = null where location_id = ${locationId}`,
  ],
  [
    ...(["item", "menus that were never read", /has not been read yet/] as const),
    ({ placeId }) => on.owner`delete from menus where place_id = ${placeId}`,
  ],
  [
    ...(["webhook", "an endpoint that is not registered", /no address/] as const),
    ({ actor }) => on.owner`update webhook_endpoints set status = 'pending' where merchant_id = ${actor.merchantId}`,
  ],
  [
    ...(["webhook", "an endpoint that does not hear of this place", /does not send events/] as const),
    ({ placeId }) => on.owner`update webhook_links set linked = false where business_location_id = ${placeId}`,
  ],
  [
    ...(["pre-flight", "the last one kept by another order", /is sold out/] as const),
    async (merchant) => {
      const { merchantId } = merchant.actor;
      const { input } = await composeTestOrder(on.stage.services, merchantId, { locationId: merchant.locationId });
      const sku = input.lines[0]?.sku ?? "";
      await on.stage.sandbox.control("PUT", `/till/${merchant.placeId}/counts/${sku}`, { count: 1 });
      await lookUpAvailability(on.stage.services, merchantId, { businessLocationId: merchant.placeId, skus: [sku] });
      const other = await placeOrder(on.stage, merchant);
      const kept = [{ businessLocationId: merchant.placeId, sku, quantity: 1 }];
      await withTenant(on.stage.services.db, merchantId, (tx) => insertReservations(tx, other.id, kept));
    },
  ],
];

test.each(before)(
  "%s: with %s nothing is ordered, and the hop, its cause and its remedy are named",
  async (id, _, cause, spoil) => {
    const merchant = await createRehearsalMerchant(on.stage);
    await spoil(merchant);
    const start = await run(merchant);
    expect(start).toMatchObject({
      started: false,
      broken: { id, state: "broken", cause: expect.stringMatching(cause) },
    });
    expect(start).toMatchObject({ broken: { fix: { label: expect.any(String), href: expect.stringMatching(/^\//) } } });
    expect(await tillOf(on.stage, merchant)).toMatchObject({ orders: [], checks: [] });
  },
);

test("sent: an order that the till refuses ends the rehearsal there, with the till's own words", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  const { orderId } = await started(merchant);
  const order = await reload(on.stage, { id: orderId, merchantId: merchant.actor.merchantId });
  await on.stage.sandbox.control("PUT", `/till/${merchant.placeId}/counts/${order.lines[0]?.sku}`, { count: 0 });
  expect(await untilOver(on.stage, merchant, orderId)).toMatchObject({ status: "failed" });
  const { hops, run: seen } = await view(merchant);
  expect(stopOf(hops)).toMatchObject({
    id: "order-word",
    state: "broken",
    cause: expect.stringContaining("out of stock"),
  });
  const target = { merchantId: merchant.actor.merchantId, rehearsalId: seen?.id ?? "" };
  expect(await issueCertificate(on.stage.services, target)).toMatchObject({
    issued: false,
    broken: { id: "order-word" },
  });
});

test("order-word: a till that only a look back found is not enough, until the notification arrives late", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  const { orderId, rehearsalId } = await started(merchant);
  await runJobs(on.stage);
  const [told] = (await heard(on.stage, merchant, 1)).filter(
    ({ type, status }) => type === "ORDER" && status === "SUCCESS",
  );
  if (!told) throw new Error("the till said nothing");
  await on.owner`update orders set deadline_at = now() - interval '1 second' where id = ${orderId}`;
  await reconcileOrder(on.stage.services, { merchantId: merchant.actor.merchantId, orderId });
  expect(await untilOver(on.stage, merchant, orderId)).toMatchObject({ status: "completed" });
  expect(stopOf((await view(merchant)).hops)).toMatchObject({
    id: "order-word",
    state: "broken",
    cause: expect.stringMatching(/had to look itself/),
  });
  await deliver(on.stage, merchant, told);
  expect(stopOf((await view(merchant)).hops)).toMatchObject({ id: "voided", state: "waiting" });
  expect(rehearsalId).toBeTruthy();
});

test("nobody runs one without the right, at a stranger's location or twice at once, and a stranger sees none of it", async () => {
  const merchant = await createRehearsalMerchant(on.stage);
  const stranger = await createRehearsalMerchant(on.stage);
  const viewer = actorOf(merchant.actor.merchantId, merchant.actor.merchantName, "viewer");
  const at = { locationId: merchant.locationId };
  await expect(runRehearsal(on.stage.services, viewer, at)).rejects.toThrow("Only owners and managers");
  await expect(runRehearsal(on.stage.services, stranger.actor, at)).rejects.toThrow("does not exist");
  const both = await Promise.allSettled([run(merchant), run(merchant)]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await expect(run(merchant)).rejects.toThrow("is still on its way");
  const { run: seen } = await view(merchant);
  const lookAs = (actor: typeof viewer) => lookNow(on.stage.services, actor, { rehearsalId: seen?.id ?? "" });
  await expect(lookAs(viewer)).rejects.toThrow("Only owners and managers");
  await expect(lookAs(stranger.actor)).rejects.toThrow("does not exist");
});
