import { expect, test } from "vitest";
import { sweepPayments } from "@/lib/payments/sweep-payments";
import { follow, placeOrder, refundsOf, reload, runJobs, shifted } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import type { Books } from "@/lib/testing/payment-stage";
import { payForReal, payThrough } from "@/lib/testing/reconciliation-stage";
import { getOrder } from "./get-order";
import { refundIfDue } from "./refund-order";

const at = orderTests();
const MINUTE = 60_000;
/** But for the order that failed itself. */
const issues = async () => (await at.issues()).filter(({ kind }) => kind !== "order");

/** Paid at Stripe and refused by the till. */
async function refusedByTheTill() {
  const { account, profileId } = await payThrough(at.stage, at.merchant);
  await at.fault("orders", { type: "status", status: 400 }, 9);
  const order = await placeOrder(at.stage, at.merchant);
  await payForReal(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  const bank = () => at.stage.sandbox.control<Books>("GET", `/payments/accounts/${account}/books`);
  return { order, account, profileId, bank, target: { merchantId: order.merchantId, orderId: order.id } };
}

test.each([3700, 1500])(
  "%i of 3700 was given back in the dashboard, unheard of: the guest has it all once, and nobody is asked for more",
  async (amount) => {
    const { order, bank, target } = await refusedByTheTill();
    const [charge] = (await bank()).charges as { id?: string }[];
    await at.stage.sandbox.control("POST", `/payments/charges/${charge?.id}/refund`, { amount });
    await refundIfDue(shifted(at.stage, 11 * MINUTE).services, target);
    for (let round = 0; round < 2; round += 1) await runJobs(at.stage);
    expect(await reload(at.stage, order)).toMatchObject({ status: "refunded", flag: null });
    expect(await at.places(order)).toEqual({ capturedMinor: 3700, heldMinor: 0, tillMinor: 0, refundedMinor: 3700 });
    const refunds = await refundsOf(at.stage, order);
    expect(refunds.filter(({ status }) => status === "succeeded").map(({ amountMinor }) => amountMinor)).toEqual(
      amount === 3700 ? [3700] : [1500, 2200],
    );
    expect((await bank()).refunds.reduce((sum, refund) => sum + refund.amount, 0)).toBe(3700);
    expect(await issues()).toEqual([]);
  },
);

test("keys that may not refund: the page and the list of what needs somebody say so, until the money is back", async () => {
  const { order, account, profileId, target } = await refusedByTheTill();
  const keys = (refunds: string) => at.stage.sandbox.control("PATCH", `/payments/accounts/${account}`, { refunds });
  const page = () => getOrder(at.stage.services, order.merchantId, order.id);
  expect(await page()).toMatchObject({ actions: { refundableMinor: 3700 }, openRefunds: [] });
  await keys("forbid");
  await refundIfDue(shifted(at.stage, 11 * MINUTE).services, target);
  expect(await page()).toMatchObject({
    openRefunds: [{ amountMinor: 3700, taken: false, problem: null }],
    actions: { refundableMinor: null },
  });
  await runJobs(at.stage);
  expect(await page()).toMatchObject({ openRefunds: [{ problem: expect.stringMatching(/no permission/) }] });
  expect(await issues()).toMatchObject([
    {
      ...{ kind: "refund", title: `€\u00a037,00 could not be given back (${order.number})` },
      href: `/settings/payments/${profileId}#keys`,
    },
  ]);
  await keys("succeed");
  const later = shifted(at.stage, 16 * MINUTE);
  await sweepPayments(later.services);
  await runJobs(later);
  expect(await page()).toMatchObject({ status: "refunded", openRefunds: [], money: { refundedMinor: 3700 } });
  expect(await issues()).toEqual([]);
});
