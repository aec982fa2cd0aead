import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestSandbox, type TestSandbox } from "../testing/sandbox";
import { openTillDesk, type TillDesk } from "../testing/till-desk";

let sandbox: TestSandbox;
let desk: TillDesk;
beforeAll(async () => {
  sandbox = await startTestSandbox();
  desk = await openTillDesk(sandbox);
});
afterAll(async () => {
  await desk.receiver.close();
  await sandbox.remove();
});

const change = (part: object) => desk.till("PATCH", "/back-office", part);

test("a payment method that is renamed or taken away is so in the list, and a payment with it is refused", async () => {
  await change({ paymentMethods: { OOPAYMENT: { listed: false }, CARD: { name: "Terminal" } } });
  const { body } = await desk.call("GET", `/f/finance/${desk.location}/paymentMethods`);
  const { paymentMethodList } = (body as { _embedded: { paymentMethodList: { code: string; name: string }[] } })
    ._embedded;
  expect(paymentMethodList.map(({ code }) => code)).not.toContain("OOPAYMENT");
  expect(paymentMethodList.find(({ code }) => code === "CARD")?.name).toBe("Terminal");
  const order = desk.order();
  await desk.call("POST", "/o/op/1/order/local", order);
  const { identifier = "" } = (await desk.decided("orders", order.thirdPartyReference)) as { identifier?: string };
  const payment = desk.payment(identifier);
  await desk.call("POST", "/o/op/1/pay", payment);
  expect(await desk.decided("payments", payment.thirdPartyPaymentReference)).toMatchObject({ state: "failed" });
  await change({ paymentMethods: { OOPAYMENT: { listed: true } } });
  const again = desk.payment(identifier);
  await desk.call("POST", "/o/op/1/pay", again);
  expect(await desk.decided("payments", again.thirdPartyPaymentReference)).toMatchObject({ state: "done" });
});

test("an order profile that is taken away is in no list, and an order with it fails", async () => {
  await change({ orderProfiles: { TAKEAWAY: { listed: false } } });
  const { text } = await desk.call("GET", `/o/op/data/account-profiles?businessLocationId=${desk.location}`);
  expect(text).not.toContain("TAKEAWAY");
  const order = desk.order({ accountProfileCode: "TAKEAWAY" });
  await desk.call("POST", "/o/op/1/order/local", order);
  expect(await desk.decided("orders", order.thirdPartyReference)).toMatchObject({ state: "failed" });
});

test("tables come and go, a number may be there twice, and without a floor plan the answer is 404", async () => {
  const read = async () => {
    const { body } = await desk.call("GET", `/o/op/data/${desk.location}/floorplans`);
    return (body as { tables: { number: unknown; id: string }[] }[]).map(({ tables }) => tables);
  };
  const before = await read();
  await change({ removedTables: [3], addedTables: [{ number: 99 }, { floorPlan: 1, number: 5 }] });
  const after = await read();
  const numbers = (tables: { number: unknown }[] = []) => tables.map(({ number }) => Number(number));
  expect(numbers(after[0])).toEqual([...numbers(before[0]).filter((number) => number !== 3), 99]);
  expect(numbers(after[1])).toEqual([...numbers(before[1]), 5]);
  expect(new Set(after.flat().map(({ id }) => id)).size).toBe(after.flat().length);
  await change({ floorPlans: false });
  expect((await desk.call("GET", `/o/op/data/${desk.location}/floorplans`)).status).toBe(404);
});
