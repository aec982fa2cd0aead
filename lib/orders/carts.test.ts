import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { createKSeriesClient, toMinorUnits } from "@/lib/k-series";
import { fromStripeAmount, toStripeAmount } from "@/lib/payments/stripe/stripe-amount";
import { fromVivaAmount } from "@/lib/payments/viva/viva-reading";
import { lineTotal } from "./ledger";
import type { OrderInput, SubItemInput } from "./order-input";
import { orderNumber, orderReference, paymentReference } from "./order-number";
import { priceCart } from "./price-cart";
import { embeddedPayment, separatePayment } from "./till-money";
import { toLocalOrder } from "./to-local-order";

const price = fc.integer({ min: 0, max: 500_000 });
const item: fc.Arbitrary<SubItemInput> = fc.record({
  ...{ sku: fc.constantFrom("A", "B", "C"), quantity: fc.integer({ min: 1, max: 9 }), unitPrice: price },
});
const line = fc.record({
  ...{ sku: fc.constantFrom("A", "B", "C"), quantity: fc.integer({ min: 1, max: 9 }), unitPrice: price },
  subItems: fc
    .array(fc.tuple(item, fc.array(item, { maxLength: 2 })), { maxLength: 2 })
    .map((subs) => subs.map(([sub, under]) => ({ ...sub, subItems: under }))),
  discount: fc.option(fc.record({ code: fc.constant("D"), amount: price }), { nil: undefined }),
});
const cart = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 6 }),
  tip: price,
  serviceCharge: price,
  currency: fc.constantFrom("JPY", "ISK", "EUR", "KWD"),
});

/** Worked out again, one unit at a time, so that one mistake is not made twice. */
function countUp(lines: readonly SubItemInput[]): number {
  let sum = 0;
  for (const one of lines)
    for (let n = 0; n < one.quantity; n += 1) sum += (one.unitPrice ?? 0) + countUp(one.subItems ?? []);
  return sum;
}

/** What the guest pays, line by line: a discount takes off what its line costs, and no more. */
function countTotal({ lines, serviceCharge, tip }: Pick<OrderInput, "lines" | "serviceCharge" | "tip">): number {
  let sum = (serviceCharge ?? 0) + (tip ?? 0);
  for (const one of lines) sum += Math.max(countUp([one]) - (one.discount?.amount ?? 0), 0);
  return sum;
}

type Cart = Pick<OrderInput, "currency">;

const orderOf = (given: Cart, mode: Order["paymentMode"]): Order => {
  const { lines, totals } = priceCart(given as unknown as OrderInput);
  return {
    ...totals,
    ...{ lines, currency: given.currency, paymentMode: mode, kind: "local", reference: "UPV-001-X", number: "UPV-001" },
    ...{ customer: { firstName: "Ada" }, channel: "kiosk", addToCheck: null, tableNumber: "1", guests: null },
    ...{ note: null, scheduledFor: null, collectAt: null },
  } as unknown as Order;
};

// TEST_ROUNDS=1: as many as the proof asks for.
const ROUNDS = inject("longRounds") > 0 ? 100_000 : 500;
const REFERENCES = inject("longRounds") > 0 ? 340_000 : 20_000;

test(`${ROUNDS} carts in currencies of 0, 2 and 3 decimals add up to the unit, and reach till and providers as they are`, async () => {
  await fc.assert(
    fc.asyncProperty(cart, async (given) => {
      const { lines, totals } = priceCart(given as unknown as OrderInput);
      expect(totals.subtotalMinor).toBe(countUp(given.lines));
      expect(totals.totalMinor).toBe(countTotal(given));
      expect(totals.discountMinor).toBeLessThanOrEqual(totals.subtotalMinor);
      expect(lines.every((one) => one.discountMinor <= lineTotal(one))).toBe(true);
      const embedded = orderOf(given, "embedded");
      const sent = await amountsSent(embedded);
      expect(toMinorUnits(sent.paymentAmount, given.currency)).toBe(totals.totalMinor);
      expect(toMinorUnits(sent.tipAmount ?? "0", given.currency)).toBe(totals.tipMinor);
      expectSameAtProviders(totals.totalMinor, given.currency);
      const separate = separatePayment(orderOf(given, "separate"), null);
      expect((separate?.amountExcludingTipMinor ?? 0) + (separate?.tipMinor ?? 0)).toBe(totals.totalMinor);
    }),
    { numRuns: ROUNDS },
  );
}, 600_000);

/** What Stripe and Viva Wallet are asked for, and what they say they took: the cart's total, or Stripe refuses it in words. */
function expectSameAtProviders(totalMinor: number, currency: string): void {
  // Stripe takes two of the dinar's three decimals.
  if (currency === "KWD" && totalMinor % 10 !== 0)
    expect(() => toStripeAmount(totalMinor, currency)).toThrow("whose last digit is 0 only");
  else expect(fromStripeAmount(toStripeAmount(totalMinor, currency), currency)).toBe(totalMinor);
  // Viva Wallet is asked in the smallest unit and answers in the currency's own, as a decimal.
  expect(fromVivaAmount(decimalOf(totalMinor, currency), currency)).toBe(totalMinor);
}

const decimals: Record<string, number> = { JPY: 0, ISK: 0, EUR: 2, KWD: 3 };

/** Written digit by digit, so that no mapper of ours is asked about itself. */
function decimalOf(minor: number, currency: string): string {
  const digits = decimals[currency] ?? Number.NaN;
  const text = String(minor).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/** What the client puts on the wire for an order that carries its payment. */
async function amountsSent(order: Order): Promise<{ paymentAmount: string; tipAmount?: string }> {
  let text = "";
  const client = createKSeriesClient({
    ...{ baseUrl: "https://till.test", getAccessToken: async () => "token" },
    fetch: async (_, init) => {
      text = String(init.body);
      return Response.json({ status: "ok" });
    },
  });
  const setup = {
    ...{ businessLocationId: "1", endpointId: "e", accountProfileCode: "DINEIN", paymentMethod: "OOPAYMENT" },
    ...{ staffId: null, deliverWithinMs: 60_000, paymentMode: "embedded" as const },
  };
  const body = toLocalOrder(order, setup, new Date());
  await client.orders.submitLocal({ currency: order.currency, body });
  const amount = (name: string) => new RegExp(`"${name}":([0-9.]+)`).exec(text)?.[1];
  const tipAmount = amount("tipAmount");
  return { paymentAmount: amount("paymentAmount") ?? "", ...(tipAmount ? { tipAmount } : {}) };
}

test("an order uses one of the two ways of paying, never both, and never pays more than is due", () => {
  const money = { totalMinor: 4_000, tipMinor: 300 };
  expect(embeddedPayment({ ...money, paymentMode: "embedded" })).toEqual({
    amountIncludingTipMinor: 4_000,
    tipMinor: 300,
  });
  expect(separatePayment({ ...money, paymentMode: "embedded" }, null)).toBeNull();
  expect(embeddedPayment({ ...money, paymentMode: "separate" })).toBeNull();
  expect(separatePayment({ ...money, paymentMode: "separate" }, null)).toEqual({
    amountExcludingTipMinor: 3_700,
    tipMinor: 300,
  });
  expect(separatePayment({ ...money, paymentMode: "separate" }, 3_500)).toEqual({
    amountExcludingTipMinor: 3_500,
    tipMinor: 300,
  });
  // On a check that others are on, too, more is due than this order.
  expect(separatePayment({ ...money, paymentMode: "separate" }, 5_000)).toEqual({
    amountExcludingTipMinor: 3_700,
    tipMinor: 300,
  });
});

test("references follow from the order alone, fit the vendor's limits and collide with no other's", {
  timeout: 120_000,
}, () => {
  const seen = new Set<string>();
  for (let n = 1; n <= REFERENCES; n += 1) {
    const named = { id: `order-${n}`, environment: "sandbox" as const, number: orderNumber(1) };
    seen.add(orderReference(named)).add(paymentReference(named));
    seen.add(orderReference({ ...named, environment: "production" }));
  }
  expect(seen.size).toBe(3 * REFERENCES);
  const named = { id: "a", environment: "sandbox" as const, number: orderNumber(2_147_483_647) };
  expect(orderReference(named)).toBe(orderReference({ ...named }));
  expect(orderReference(named).length).toBeLessThanOrEqual(48);
  expect(paymentReference(named).length).toBeLessThanOrEqual(50);
  expect(orderReference(named)).toMatch(/^UPV-2147483647-[0-9A-HJKMNP-TV-Z]{16}$/);
  expect([orderNumber(1), orderNumber(1_000)]).toEqual(["UPV-001", "UPV-1000"]);
});
