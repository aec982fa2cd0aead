import fc from "fast-check";
import { expect, test } from "vitest";
import { type DifferenceKind, differenceKinds } from "@/db/schema";
import { windowOf } from "./business-window";
import { compareDay } from "./compare-day";
import type { BankLine, DayBooks, OrderSide, OwnMovement, PaymentSide, Receipt } from "./day-books";
import { differenceTitle, explainDifference } from "./difference-words";

const window = { from: new Date("2026-11-20T04:00:00Z"), to: new Date("2026-11-21T04:00:00Z") };
const noon = new Date("2026-11-20T12:00:00Z");

/** One order with what the three books say of it: all the same. */
type Story = { order: OrderSide; payment: PaymentSide; receipts: Receipt[]; bank: BankLine[] };

function clean(n: number, cents: number, tip: number, embedded: boolean): Story {
  const number = `UPV-${String(n).padStart(3, "0")}`;
  const total = cents + tip;
  const [paymentId, intent] = [`payment-${n}`, `pi_${n}`];
  return {
    order: {
      ...{
        id: `order-${n}`,
        number,
        channel: "table_qr",
        status: "completed",
        currency: "EUR",
        placeId: null,
        embedded,
      },
      ...{ references: [`${number}-0000000000000000`], paymentReferences: [`${number}-P0000000000000000`] },
      ...{ method: "OOPAYMENT", underWay: false, capturedMinor: total, refundedMinor: 0, heldMinor: 0 },
      movements: [{ kind: "capture", id: paymentId, amountMinor: total, at: noon }],
      ...{ bookedMinor: cents, bookedTipMinor: tip, refundedFromTillMinor: 0 },
    },
    payment: { id: paymentId, orderId: `order-${n}`, profileId: "profile", providerPaymentId: intent, refunds: [] },
    receipts: [
      {
        ...{ identifier: `A1.${n}`, type: "SALE", cancelled: false, corrects: null },
        references: [`${number}-0000000000000000`],
        payments: [
          {
            ...{ reference: embedded ? null : `${number}-P0000000000000000`, code: "OOPAYMENT" },
            ...{ amountMinor: cents, tipMinor: tip },
          },
        ],
      },
    ],
    bank: [line({ kind: "capture", providerId: `ch_${n}`, providerPaymentId: intent, paymentId, amountMinor: total })],
  };
}

const line = (
  part: Pick<BankLine, "kind" | "providerId" | "providerPaymentId" | "amountMinor"> & Partial<BankLine>,
): BankLine => ({
  ...{ profileId: "profile", paymentId: null, refundId: null, currency: "EUR", at: noon },
  ...part,
});

/** Given back on every side: at the provider, in the books and, where it was sold, on the till. */
function giveBack(story: Story, amountMinor: number, { onTill }: { onTill: boolean }): string {
  const { order, payment, receipts, bank } = story;
  const id = `refund of ${order.id}`;
  order.movements.push({ kind: "refund", id, amountMinor, at: noon });
  order.refundedMinor += amountMinor;
  order.refundedFromTillMinor += amountMinor;
  payment.refunds.push({ id, providerRefundId: `re ${id}`, underWay: false });
  bank.push(
    line({ kind: "refund", providerId: `re ${id}`, providerPaymentId: payment.providerPaymentId ?? "", amountMinor }),
  );
  if (onTill) takeBack(receipts);
  return id;
}

function takeBack(receipts: Receipt[]): void {
  const [sale] = receipts;
  if (!sale) return;
  sale.cancelled = true;
  receipts.push({
    ...{ ...sale, identifier: `${sale.identifier}V`, type: "VOID", cancelled: false, references: [] },
    corrects: sale.identifier,
    payments: sale.payments.map((one) => ({ ...one, amountMinor: -one.amountMinor, tipMinor: -one.tipMinor })),
  });
}

const first = <T>([one]: T[]): T => one as T;

/** What goes wrong, one thing each. */
const faults: Record<DifferenceKind, (story: Story) => void> = {
  paid_not_on_till: (story) => {
    story.receipts.length = 0;
    Object.assign(story.order, { bookedMinor: null, heldMinor: story.order.capturedMinor });
  },
  sale_without_order: ({ receipts }) => {
    const sale = first(receipts);
    receipts.push({
      ...sale,
      identifier: `${sale.identifier}X`,
      references: ["UPV-900-0123456789ABCDEF"],
      payments: [],
    });
  },
  sale_twice: ({ receipts }) => {
    const sale = first(receipts);
    receipts.push({ ...sale, identifier: `${sale.identifier}X`, payments: [] });
  },
  sale_without_payment: ({ receipts, order }) => {
    const sale = first(receipts);
    sale.payments = sale.payments.map((one) => ({ ...one, reference: null, code: "CASH" }));
    Object.assign(order, { bookedMinor: null, heldMinor: order.capturedMinor });
  },
  till_amount_differs: ({ receipts }) => {
    first(first(receipts).payments).amountMinor += 10;
  },
  till_tip_differs: ({ receipts }) => {
    first(first(receipts).payments).tipMinor += 10;
  },
  till_method_differs: ({ receipts, order }) => {
    // What came with the order is told by its method alone.
    Object.assign(first(first(receipts).payments), { code: "CARD", reference: order.paymentReferences[0] });
  },
  voided_money_kept: ({ receipts }) => takeBack(receipts),
  refunded_still_sold: (story) => void giveBack(story, 100, { onTill: false }),
  capture_unknown: (story) => {
    story.order.movements = [];
    story.receipts.length = 0;
    Object.assign(story.order, { bookedMinor: null, capturedMinor: 0, status: "awaiting_payment" });
  },
  capture_missing: ({ bank }) => {
    bank.length = 0;
  },
  capture_amount_differs: ({ bank }) => {
    first(bank).amountMinor += 10;
  },
  refund_unknown: ({ bank, payment }) => {
    const providerPaymentId = payment.providerPaymentId ?? "";
    bank.push(line({ kind: "refund", providerId: "re_1", providerPaymentId, amountMinor: 100 }));
  },
  refund_missing: (story) => {
    giveBack(story, story.order.capturedMinor, { onTill: true });
    story.bank.pop();
  },
  refund_amount_differs: (story) => {
    giveBack(story, story.order.capturedMinor, { onTill: true });
    const refund = story.bank.at(-1);
    if (refund) refund.amountMinor -= 10;
  },
  money_left_over: (story) => {
    const again = clean(Number(story.order.number.slice(4)) + 5_000, story.order.capturedMinor, 0, false);
    story.payment.refunds = [];
    story.order.movements.push({ ...(first(again.order.movements) satisfies OwnMovement), id: story.payment.id });
    story.order.capturedMinor *= 2;
    story.order.heldMinor += story.order.capturedMinor / 2;
  },
};

const harmless: ((story: Story) => void)[] = [
  () => {},
  (story) => void giveBack(story, story.order.capturedMinor, { onTill: true }),
  // Given back before it was sent.
  (story) => {
    giveBack(story, story.order.capturedMinor, { onTill: false });
    story.receipts.length = 0;
    Object.assign(story.order, { bookedMinor: null, refundedFromTillMinor: 0, status: "refunded" });
  },
  // A merchant's own test: no money, and its receipt is voided.
  (story) => {
    story.order.channel = "test";
    story.payment.profileId = null;
    story.bank.length = 0;
    takeBack(story.receipts);
  },
  // Its provider cannot be asked any more.
  (story) => {
    story.payment.profileId = null;
    story.bank.length = 0;
  },
  // Still on its way at the end of the day.
  (story) => {
    story.receipts.length = 0;
    Object.assign(story.order, { underWay: true, status: "submitted", bookedMinor: null });
    story.order.heldMinor = story.order.capturedMinor;
  },
];

function booksOf(stories: Story[], shuffle: (all: unknown[]) => void = () => {}): DayBooks {
  const receipts = stories.flatMap((story) => story.receipts);
  // Guests without us, another integration's orders, and the merchant's other business at the provider.
  receipts.push({
    ...{ identifier: "A1.9999", type: "SALE", cancelled: false, corrects: null, references: ["SHOP-1"] },
    payments: [{ reference: null, code: "CASH", amountMinor: 900, tipMinor: 0 }],
  });
  const bank = stories.flatMap((story) => story.bank);
  bank.push(line({ kind: "capture", providerId: "ch_shop", providerPaymentId: "pi_shop", amountMinor: 4_200 }));
  for (const all of [receipts, bank]) shuffle(all);
  return {
    ...{ window, receipts, bank, currency: "EUR" },
    orders: stories.map(({ order }) => order),
    payments: stories.map(({ payment }) => payment),
    soldElsewhere: new Set(),
    knownReferences: new Set(stories.flatMap(({ order }) => order.references)),
    isOwnProfile: () => true,
  };
}

const fault = fc.constantFrom(...differenceKinds);
const storyOf = fc.record({
  ...{ cents: fc.integer({ min: 100, max: 20_000 }), tip: fc.integer({ min: 0, max: 900 }), embedded: fc.boolean() },
  what: fc.oneof(fc.nat(harmless.length - 1), fault),
});

test("of any mixed day every mismatch is found once, and nothing is invented", () => {
  fc.assert(
    fc.property(fc.array(storyOf, { maxLength: 25 }), fc.integer(), (wishes, turn) => {
      const expected: string[] = [];
      const stories = wishes.map(({ cents, tip, embedded, what }, n) => {
        const story = clean(n + 1, cents, tip, embedded);
        if (typeof what === "number") harmless[what]?.(story);
        else {
          faults[what](story);
          expected.push(`${what} ${what === "sale_without_order" ? "-" : story.order.number}`);
        }
        return story;
      });
      const rotate = (all: unknown[]) => all.unshift(...all.splice(Math.abs(turn) % (all.length + 1)));
      const found = compareDay(booksOf(stories, rotate)).map(({ kind, order }) => `${kind} ${order?.number ?? "-"}`);
      expect(found.sort()).toEqual(expected.sort());
    }),
    { numRuns: 1_000 },
  );
});

test.each(differenceKinds)("%s says what is wrong and what to do, in words", (kind) => {
  const story = clean(1, 3_700, 300, false);
  faults[kind](story);
  const [difference] = compareDay(booksOf([story]));
  if (!difference) throw new Error("nothing was found");
  const { title, what, remedy } = explainDifference(difference, { country: "BE", timeZone: "Europe/Brussels" });
  expect(title).toBe(differenceTitle[kind]);
  expect(what).not.toMatch(/undefined|null|NaN|nothing/);
  expect(remedy.length).toBeGreaterThan(20);
});

test("a receipt of an order of another day is neither missing here nor told of", () => {
  const story = clean(1, 3_700, 0, false);
  story.receipts.length = 0;
  expect(compareDay({ ...booksOf([story]), soldElsewhere: new Set([story.order.id]) })).toEqual([]);
});

test("a business day goes from cut-off to cut-off, an hour longer or shorter when the clocks change", () => {
  const hours = ({ from, to }: { from: Date; to: Date }) => (to.getTime() - from.getTime()) / 3_600_000;
  expect(hours(windowOf("2026-10-24", "2026-10-25T05:00:00+01:00", "Europe/Brussels"))).toBe(25);
  expect(hours(windowOf("2026-03-28", "2026-03-29T05:00:00+02:00", "Europe/Brussels"))).toBe(23);
  expect(windowOf("2026-11-20", "2026-11-21T05:00:00+01:00", "Europe/Brussels")).toEqual(window);
});
