import { beforeEach, expect, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { findReconciliation } from "@/db/queries/reconciliations";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { log } from "@/lib/log";
import { createOrderMerchant, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { endDay, followAll } from "@/lib/testing/reconciliation-stage";
import { reconcileDay } from "./reconcile-day";

const at = orderTests();
beforeEach(async () => {
  vi.spyOn(log, "info").mockImplementation(() => {});
  at.merchant = await createOrderMerchant(at.stage, { places: ["Grand-Place", "Canal House"] });
});

const target = (day: string) => ({ merchantId: at.merchant.actor.merchantId, locationId: at.merchant.locationId, day });
const read = (day: string) =>
  withTenant(at.stage.services.db, at.merchant.actor.merchantId, (tx) => findReconciliation(tx, target(day)));

async function sellOne(wish: Parameters<typeof placeOrder>[2] = {}) {
  const order = await placeOrder(at.stage, at.merchant, wish);
  await payOrder(at.stage, order);
  const [sold] = await followAll(at.stage, at.merchant, [order]);
  if (!sold) throw new Error("nothing was sold");
  return sold;
}

async function relink(): Promise<void> {
  const { actor, locationId, account } = at.merchant;
  const placeId = account.businesses[0]?.locations[1]?.id ?? "";
  await linkLocation(at.stage.services, actor, { locationId, businessLocationId: placeId });
  await withTenant(at.stage.services.db, actor.merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", paymentMethodCode: "OOPAYMENT" },
    ),
  );
}

test("orders of one day at two places, since the location was linked anew: each is compared with the till that has it", async () => {
  await sellOne({ tipMinor: 300 });
  const voided = await sellOne();
  const embedded = await sellOne({ paymentMode: "embedded" });
  expect(embedded.businessLocationId).toBe(at.merchant.placeId);
  await relink();
  const there = await sellOne();
  expect(there.businessLocationId).not.toBe(at.merchant.placeId);
  const day = await endDay(at.stage, at.merchant);
  expect(await reconcileDay(at.stage.services, target(day))).toBe("even");
  expect(await read(day)).toMatchObject({ differences: [], counts: { orders: 4 } });

  // What differs at the earlier place is found, with the place.
  await at.till("POST", `/sales/${voided.accountIdentifier}/void`);
  expect(await reconcileDay(at.stage.services, target(day))).toBe("differs");
  expect((await read(day))?.differences).toMatchObject([
    {
      ...{ kind: "voided_money_kept", order: { id: voided.id } },
      reference: `${voided.accountIdentifier} at place ${at.merchant.placeId}`,
    },
  ]);
});

test("the earlier place cannot be read: the day is called unread, never even, and nothing is invented", async () => {
  await sellOne();
  await relink();
  const day = await endDay(at.stage, at.merchant);
  // The place that the location is linked to answers, the other does not.
  await at.stage.sandbox.control("POST", "/faults", {
    ...{ account: at.merchant.account.accountId, operation: "sales", skip: 1, times: 1_000 },
    do: { type: "status", status: 403 },
  });
  expect(await reconcileDay(at.stage.services, target(day))).toBe("unreadable");
});
