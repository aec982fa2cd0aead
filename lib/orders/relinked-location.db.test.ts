import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import type { Order } from "@/db/schema";
import { listIssues } from "@/lib/attention/list-issues";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { createLocation } from "@/lib/locations/create-location";
import type { LocationInput } from "@/lib/locations/location-input";
import {
  createOrderMerchant,
  follow,
  heard,
  payOrder,
  placeOrder,
  reload,
  runJobs,
  shifted,
  tillOf,
} from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { cancelOrder } from "./cancel-order";
import { getOrder } from "./get-order";
import { reconcileOrder } from "./reconcile-order";
import { sweepOrders } from "./sweep-orders";

const at = orderTests();
let owner: postgres.Sql;
beforeAll(() => {
  owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
});
beforeEach(async () => {
  at.merchant = await createOrderMerchant(at.stage, { places: ["Grand-Place", "Canal House"] });
});
afterAll(() => owner.end());

const otherPlace = () => at.merchant.account.businesses[0]?.locations[1]?.id ?? "";

/** Somebody links the location to another place, where orders could be taken, too. */
async function relink(): Promise<void> {
  const { actor, locationId } = at.merchant;
  const businessLocationId = otherPlace();
  await linkLocation(at.stage.services, actor, { locationId, businessLocationId });
  await withTenant(at.stage.services.db, actor.merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT" },
    ),
  );
}

async function letTimePass(minutes: readonly number[]) {
  for (const minute of minutes) {
    const late = shifted(at.stage, minute * 60_000);
    await sweepOrders(late.services);
    await runJobs(late);
  }
  return shifted(at.stage, (minutes.at(-1) ?? 0) * 60_000);
}

const cookedAt = async (placeId: string) =>
  (await tillOf(at.stage, { ...at.merchant, placeId })).orders.filter(({ state }) => state === "done").length;
const cooked = async () => [await cookedAt(at.merchant.placeId), await cookedAt(otherPlace())];

/** On the till, and no word of it has come. */
async function unheard(): Promise<Order> {
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  return order;
}

/** Sent, and the answer was lost. */
async function unanswered(): Promise<Order> {
  await at.lose("ORDER", "SUCCESS");
  await at.fault("orders", { type: "cut", at: "after" }, 4);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  await at.till("GET", `/orders?reference=${order.reference}&state=done`);
  return order;
}

async function isWhole(order: Order): Promise<void> {
  expect(await reload(at.stage, order)).toMatchObject({
    ...{ status: "completed", failureCode: null, businessLocationId: at.merchant.placeId },
  });
  expect(await cooked()).toEqual([1, 0]);
  expect((await tillOf(at.stage, at.merchant)).payments).toMatchObject([{ state: "done", cents: 3700 }]);
  expect(await at.places(order)).toMatchObject({ tillMinor: 3700, refundedMinor: 0 });
}

test.each([
  ["without a word from the till", unheard],
  ["whose answer was lost", unanswered],
])("an order %s stays with the till it was sent to when its location is linked to another", async (_, bring) => {
  const order = await bring();
  await relink();
  const late = await letTimePass([3, 6, 9]);
  await follow(late, at.merchant, order, ["completed"]);
  await isWhole(order);
});

test("its payment is booked there, too", async () => {
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  await relink();
  await follow(at.stage, at.merchant, order, ["completed"]);
  await isWhole(order);
});

test("a cancellation is printed in the kitchen that has the order", async () => {
  await at.lose("PAYMENT", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["on_pos"]);
  await relink();
  await cancelOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await runJobs(at.stage);
  expect((await tillOf(at.stage, at.merchant)).messages).toHaveLength(1);
  expect((await tillOf(at.stage, { ...at.merchant, placeId: otherPlace() })).messages).toEqual([]);
});

test("what certainly never left goes where the location is linked to now", async () => {
  const { id } = await at.fault("orders", { type: "status", status: 429, retryAfter: "1" }, 100);
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  expect(await reload(at.stage, order)).toMatchObject({ businessLocationId: null, inDoubt: false });
  await at.stage.sandbox.control("DELETE", `/faults/${id}`);
  await relink();
  // The answer held the client back for a second.
  await letTimePass([3, 5, 7, 9, 11, 13]);
  expect(await reload(at.stage, order)).toMatchObject({ businessLocationId: otherPlace() });
  await at.stage.sandbox.control("GET", `/till/${otherPlace()}/orders?reference=${order.reference}&state=done`);
  expect(await cooked()).toEqual([0, 1]);
});

test("a place that the connection shows no more is asked of a person, and nothing is given back by itself", async () => {
  const { merchantId } = at.merchant.actor;
  const order = await unheard();
  await relink();
  const [row] = await owner<
    { businesses: object[] }[]
  >`select businesses from connections where merchant_id = ${merchantId}`;
  await owner`update connections set businesses = jsonb_path_query_array(businesses, '$[*] ? (!exists(@.locations[*] ? (@.id == $id)))',
    jsonb_build_object('id', ${at.merchant.placeId}::text)) where merchant_id = ${merchantId}`;
  const late = await letTimePass([3, 12, 45, 90, 180, 600]);
  expect(await getOrder(late.services, merchantId, order.id)).toMatchObject({
    ...{ status: "unconfirmed", failure: { code: "gone:order_place" } },
    actions: { resolve: true, refundableMinor: 3700 },
  });
  const { open } = await listIssues(at.stage.services, merchantId);
  expect(open.map(({ kind }) => kind)).toContain("order");
  expect(await at.places(order)).toMatchObject({ heldMinor: 3700, refundedMinor: 0 });
  expect(await cooked()).toEqual([1, 0]);

  await owner`update connections set businesses = ${owner.json(JSON.parse(JSON.stringify(row?.businesses)))} where merchant_id = ${merchantId}`;
  await heard(at.stage, at.merchant);
  const later = await letTimePass([620, 640]);
  await follow(later, at.merchant, order, ["completed"]);
  await isWhole(order);
});

test("a check of the same number at the earlier place does not hide an order's own at the new one", async () => {
  const earlier = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, earlier);
  await follow(at.stage, at.merchant, earlier, ["completed"]);
  await relink();
  await at.lose("ORDER", "SUCCESS");
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await runJobs(at.stage);
  const path = `/till/${otherPlace()}/orders?reference=${order.reference}&state=done`;
  const { identifier } = await at.stage.sandbox.control<{ identifier: string }>("GET", path);
  await at.set(earlier, { accountIdentifier: identifier });
  const late = await letTimePass([3]);
  await follow(late, at.merchant, order, ["completed"]);
  expect(await reload(at.stage, order)).toMatchObject({ accountIdentifier: identifier, failureCode: null });
});

test("a check that an order of another location has at the same place is not taken for an order's own", async () => {
  const { actor, placeId } = at.merchant;
  const customer = { firstName: "Same", lastName: "Name" };
  const theirs = await placeOrder(at.stage, at.merchant, { customer });
  const ours = await placeOrder(at.stage, at.merchant, { customer });
  await payOrder(at.stage, theirs);
  const { accountIdentifier } = await follow(at.stage, at.merchant, theirs, ["on_pos", "settling"]);
  expect(accountIdentifier).not.toBeNull();
  await relink();
  const { id: locationId } = await createLocation(at.stage.services, actor, elsewhere);
  await linkLocation(at.stage.services, actor, { locationId, businessLocationId: placeId });
  await payOrder(at.stage, ours);
  // Sent, taken, and gone on the way to the till.
  await at.set(ours, {
    ...{ locationId, businessLocationId: placeId, status: "unconfirmed", submittedAt: new Date() },
    ...{ deadlineAt: new Date(0), deliverableUntil: new Date(0) },
  });
  await reconcileOrder(at.stage.services, { merchantId: ours.merchantId, orderId: ours.id });
  expect(await reload(at.stage, ours)).toMatchObject({ status: "failed", accountIdentifier: null });
});

const closed = null;
const week = { monday: closed, tuesday: closed, wednesday: closed, thursday: closed, friday: closed };
const elsewhere: LocationInput = {
  ...{ name: "Next door", street: "Grote Markt 1", postalCode: "1000", city: "Brussels", country: "BE" },
  ...{ timeZone: "Europe/Brussels", currency: "EUR", openingHours: { ...week, saturday: closed, sunday: closed } },
};
