import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { findReconciliation } from "@/db/queries/reconciliations";
import { receiveVivaNotice } from "@/lib/payments/receive-viva-notice";
import { placeOrder } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { endDay, payForReal, payThrough } from "@/lib/testing/reconciliation-stage";
import { reconcileDay } from "./reconcile-day";

const at = orderTests();

/** As after the restore of a backup that is older than the payment. */
async function forget(paymentId: string): Promise<string> {
  const owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
  const [row] = await owner<
    { checkout_id: string }[]
  >`delete from payments where id = ${paymentId} returning checkout_id`;
  await owner.end();
  return row?.checkout_id ?? "";
}

test("what Viva Wallet took under a mark of ours that we do not know is told, once its notice has come", async () => {
  const { profileId, account } = await payThrough(at.stage, at.merchant, "viva");
  const paymentId = await payForReal(at.stage, await placeOrder(at.stage, at.merchant), { told: false });
  const checkoutId = await forget(paymentId);
  const hear = (MerchantTrns: string, orderCode = checkoutId) => {
    const EventData = { MerchantId: account, MerchantTrns, OrderCode: "@" };
    const rawBody = JSON.stringify({ EventTypeId: 1796, EventData }).replace('"@"', orderCode);
    return receiveVivaNotice(at.stage.services, { profileId, rawBody });
  };
  expect(await hear("Table 4")).toBe("ignored");
  // A stranger's: Viva Wallet knows no such order, so nothing follows from it.
  expect(await hear(randomUUID(), "9000000000000001")).toBe("stored");
  for (const outcome of ["stored", "ignored"]) expect(await hear(paymentId)).toBe(outcome);

  const { merchantId } = at.merchant.actor;
  const { locationId } = at.merchant;
  const day = await endDay(at.stage, at.merchant);
  expect(await reconcileDay(at.stage.services, { merchantId, locationId, day })).toBe("differs");
  const found = await withTenant(at.stage.services.db, merchantId, (tx) => findReconciliation(tx, { locationId, day }));
  expect(found?.differences).toMatchObject([
    { kind: "capture_unknown", order: null, theirsMinor: 3700, currency: "EUR" },
  ]);
});
