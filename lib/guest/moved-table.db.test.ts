import { afterAll, beforeAll, expect, test } from "vitest";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant, guestAt } from "@/lib/testing/guest-stage";
import { deliver, follow, heard, payOrder, placeOrder, runJobs } from "@/lib/testing/order-stage";
import { intakeGuestOrder } from "./intake-guest-order";
import { type Quote, quoteCart } from "./quote-cart";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const network = "192.0.2.7";

test("guests whose table the staff moved are told so before they pay, and order there with its code (row 56)", async () => {
  const merchant = await createGuestMerchant(stage);
  const caller = await guestAt(stage, merchant);
  const cart = { type: "dine_in", lines: [{ sku: "STA-GARNAALKROKET", quantity: 1 }] };
  const quote = async (guest = caller) =>
    (await quoteCart(stage.services, { caller: guest, body: cart, network })).body as Quote;
  const first = await placeOrder(stage, merchant, { apiKeyId: caller.id });
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "payments", times: 1 },
    do: { type: "status", status: 400 },
  });
  await payOrder(stage, first);
  const { accountIdentifier } = await follow(stage, merchant, first, ["failed"]);
  expect((await quote()).reasons.map(({ code }) => code)).not.toContain("table_moved");

  await stage.sandbox.control("POST", `/till/${merchant.placeId}/checks/${accountIdentifier}/table`, { table: 14 });
  for (const notification of await heard(stage, merchant, 1)) await deliver(stage, merchant, notification);
  await runJobs(stage);
  const warned = await quote();
  expect(warned.ok).toBe(false);
  expect(warned.reasons.find(({ code }) => code === "table_moved")).toMatchObject({
    message: "The staff moved your earlier order to table 14.",
  });
  const order = { ...cart, expectedTotal: warned.totals.totalMinor };
  const refused = await intakeGuestOrder(stage.services, {
    ...{ caller, network, idempotencyKey: "moved", rawBody: JSON.stringify(order) },
  });
  expect(refused).toMatchObject({ status: 422, body: { code: "would_not_land" } });
  expect(JSON.stringify(refused.body)).toContain("table 14");
  // Whoever scans a code again is at that table.
  expect((await quote(await guestAt(stage, merchant))).reasons.map(({ code }) => code)).not.toContain("table_moved");
});
