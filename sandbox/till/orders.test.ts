import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { notificationFaults } from "../testing/contract";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";
import { type CheckView, openTillDesk, type TillDesk } from "../testing/till-desk";

let sandbox: TestSandbox;
let desk: TillDesk;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());
beforeEach(async () => {
  desk = await openTillDesk(sandbox);
});
afterEach(() => desk.receiver.close());

test("an order becomes a check on its table, is told with Basic auth, is paid, closes, and is found among the sales", async () => {
  const body = desk.order({ tableNumber: "5", clientCount: 2 });
  await desk.call("POST", "/o/op/1/order/local", body);
  const { identifier } = await desk.decided("orders", body.thirdPartyReference);
  await desk.notes({ status: "SUCCESS", type: "ORDER", outcome: "delivered" });
  const [told] = desk.receiver.received;
  expect(told?.headers.authorization).toBe(`Basic ${Buffer.from("u:p").toString("base64")}`);
  expect(notificationFaults("orderNotification", told?.text ?? "")).toEqual([]);
  expect(told?.body).toMatchObject({
    type: "ORDER",
    thirdPartyReference: body.thirdPartyReference,
    ikentooAccountIdentifier: identifier,
    account: { currentAmount: 15, paidAmount: 0, tableNumber: 5 },
  });

  const pay = desk.payment(identifier, { tipAmount: 2 });
  await desk.call("POST", "/o/op/1/pay", pay);
  await desk.notes({ status: "CLOSED", outcome: "delivered" });
  expect(desk.receiver.received.map(({ body: one }) => [one.type, one.status])).toEqual([
    ["ORDER", "SUCCESS"],
    ["PAYMENT", "SUCCESS"],
    ["ORDER", "CLOSED"],
  ]);
  expect(notificationFaults("paymentNotification", desk.receiver.received[1]?.text ?? "")).toEqual([]);
  expect(desk.receiver.received[1]?.body).toMatchObject({ thirdPartyReference: pay.thirdPartyPaymentReference });
  const reference = `TASK:OO-${desk.location}-${body.thirdPartyReference}`;
  const sale = await desk.call(
    "GET",
    `/f/finance/${desk.location}/saleByExternalReference?externalReferenceId=${reference}`,
  );
  expect(sale.body).toMatchObject({
    accountFiscId: identifier,
    payments: [{ netAmountWithTax: "15.00", tip: "2.00", externalReference: pay.thirdPartyPaymentReference }],
  });
  expect((await desk.call("GET", `/o/op/1/order/table/5/getCheck?businessLocationId=${desk.location}`)).status).toBe(
    404,
  );
});

test("a reference is taken once: 409 for an order, 400 for a payment, each in its own shape", async () => {
  const body = desk.order();
  await desk.call("POST", "/o/op/1/order/local", body);
  const again = await desk.call("POST", "/o/op/1/order/toGo", body);
  expect([again.status, again.text]).toEqual([
    409,
    `{"status":"fail","msg":"reference has already been used ${body.thirdPartyReference}"}`,
  ]);
  const { identifier } = await desk.decided("orders", body.thirdPartyReference);
  const pay = desk.payment(identifier, { paymentAmount: 1 });
  expect((await desk.call("POST", "/o/op/1/pay", pay)).status).toBe(200);
  const twice = await desk.call("POST", "/o/op/1/pay", pay);
  expect([twice.status, (twice.body as { message: string }).message]).toEqual([
    400,
    `reference has already been used ${pay.thirdPartyPaymentReference}`,
  ]);
});

test("every faulty field of an order is named as Spring names it", async () => {
  const answer = await desk.call(
    "POST",
    "/o/op/1/order/toGo",
    desk.order({
      customerInfo: { firstName: "" },
      endpointId: undefined,
      items: [{ quantity: 1, sku: "X".repeat(26) }],
      maxTimeToAttemptOrderDeliverToPos: 5,
    }),
  );
  expect(answer.status).toBe(400);
  const { errors } = answer.body as { errors: { field: string; code: string; objectName: string }[] };
  expect(errors.map(({ field, code }) => `${field} ${code}`).sort()).toEqual([
    "customerInfo.firstName Size",
    "endpointId NotNull",
    "items[0].sku Size",
    "maxTimeToAttemptOrderDeliverToPos Min",
  ]);
  expect(errors[0]?.objectName).toBe("toGoOrder");
});

test.each([
  ["an unknown SKU", { items: [{ quantity: 1, sku: "NOPE" }] }, "Item NOPE is not sold at this location"],
  ["a sub-item alone", { items: [{ quantity: 1, sku: "MOD-BACON" }] }, "cannot be sold on its own"],
  ["a missing choice", { items: [{ quantity: 1, sku: "MAI-STEAK" }] }, "MODG-SAUCE"],
  ["a forbidden price", { items: [{ quantity: 1, sku: "STA-SOEP", customItemPrice: 1 }] }, "cannot be customized"],
  [
    "an unknown discount",
    { items: [{ quantity: 1, sku: "STA-SOEP", discountCode: "X" }] },
    "Discount X does not exist",
  ],
  [
    "an override of a fixed discount",
    { items: [{ quantity: 1, sku: "STA-SOEP", discountCode: "HAPPY10", discountPercentOverride: 5 }] },
    "not a manual discount",
  ],
  ["an unknown table", { tableNumber: "999" }, "Table 999 does not exist"],
  ["an unknown profile", { accountProfileCode: "X" }, "Order profile X"],
  [
    "too large a payment",
    { payment: { paymentMethod: "OOPAYMENT", paymentAmount: 15.01 } },
    "the payment amount is greater than the amount due",
  ],
])("%s fails the order with its reason and leaves no check", async (_name, part, reason) => {
  const failed = await desk.place(part);
  expect(failed).toMatchObject({ state: "failed", reason: expect.stringContaining(reason) });
  const [told] = await desk.notes({ status: "FAILURE" });
  expect(JSON.parse(told?.body ?? "")).toEqual({
    status: "FAILURE",
    reason: failed.reason,
    thirdPartyReference: told?.reference,
  });
  expect((await desk.till<{ checks: unknown[] }>("GET", "")).checks).toEqual([]);
});

test("a combo is taken with or without its groups as a level, modifiers cost their price, discounts come off", async () => {
  const choices = [
    { sku: "STA-GEITENKAAS", quantity: 1 },
    { sku: "MAI-ZALM", quantity: 1 },
  ];
  const leveled = choices.map((choice, index) => ({
    sku: ["DEAL-LUNCH-START", "DEAL-LUNCH-MAIN"][index],
    quantity: 1,
    subItems: [choice],
  }));
  for (const subItems of [choices, leveled]) {
    const { identifier } = await desk.place({ items: [{ quantity: 1, sku: "DEAL-LUNCH", subItems }] });
    expect((await desk.till<CheckView>("GET", `/checks/${identifier}`)).totalCents).toBe(2_600 + 300 + 250);
  }
  const burger = await desk.place({
    items: [{ quantity: 2, sku: "MAI-BURGER", discountCode: "HAPPY10", subItems: [{ sku: "MOD-BACON", quantity: 1 }] }],
  });
  expect((await desk.till<CheckView>("GET", `/checks/${burger.identifier}`)).totalCents).toBe(
    2 * 1_950 - 390 + 2 * 200,
  );
});

test("the embedded amount has the tip in it, and a to-go order paid in full closes", async () => {
  const { identifier } = await desk.place(
    { payment: { paymentMethod: "OOPAYMENT", paymentAmount: 16.2, tipAmount: 2 }, accountProfileCode: "TAKEAWAY" },
    "toGo",
  );
  const check = await desk.till<CheckView & { tipCents: number }>("GET", `/checks/${identifier}`);
  expect(check).toMatchObject({ totalCents: 1_420, dueCents: 0, tipCents: 200, closedAt: expect.any(Number) });
});

test.each([
  ["OVERPAID", { paymentAmount: 15.01 }],
  ["PAYMENT_METHOD_NOT_FOUND", { paymentMethod: "X" }],
  ["STAFF_NOT_FOUND", { staffId: 1 }],
  ["ACCOUNT_NOT_FOUND", { iKaccountIdentifier: "A1.1" }],
])("a payment fails with %s and books nothing", async (error, part) => {
  const { identifier } = await desk.place();
  const pay = desk.payment(identifier, part);
  await desk.call("POST", "/o/op/1/pay", pay);
  expect(await desk.decided("payments", pay.thirdPartyPaymentReference)).toMatchObject({ state: "failed", error });
  const [told] = await desk.notes({ type: "PAYMENT" });
  expect(notificationFaults("paymentNotification", told?.body ?? "")).toEqual([]);
  expect(JSON.parse(told?.body ?? "").errors).toEqual({ account: { type: error } });
  expect((await desk.till<CheckView>("GET", `/checks/${identifier}`)).dueCents).toBe(1_500);
});
