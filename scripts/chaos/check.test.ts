import { expect, test } from "vitest";
import { findViolations, type History } from "./check";

const good = (): History => ({
  orders: [
    {
      ...{ id: "1", number: "UPV-001", status: "completed", totalMinor: 4000, tipMinor: 300, idleMs: 0 },
      ...{ references: ["A"], askedBackMinor: 0 },
      ledger: { guest: 0, cart: -3700, tip: -300, held: 0, till: 3700, till_tip: 300 },
    },
    {
      ...{ id: "2", number: "UPV-002", status: "refunded", totalMinor: 1000, tipMinor: 0, idleMs: 0 },
      ...{ references: ["B"], askedBackMinor: 0 },
      ledger: { guest: 0, cart: -1000, held: 0, refunded: 1000 },
    },
    {
      ...{ id: "3", number: "UPV-003", status: "completed", totalMinor: 2000, tipMinor: 0, idleMs: 0 },
      ...{ references: ["C"], askedBackMinor: 500 },
      ledger: { guest: 0, cart: -2000, held: 0, till: 1500, refunded: 500 },
    },
  ],
  till: {
    orders: [
      { reference: "A", state: "done" },
      { reference: "C", state: "done" },
    ],
    // A check that is gone, say: tried again, and none of this rule's business.
    refusals: [{ reference: "A-P1", error: "TIMEOUT" }],
    checks: [
      { identifier: "A1.1", references: ["A"], payments: [{ amountMinor: 3700, tipMinor: 300 }] },
      { identifier: "A1.2", references: ["C"], payments: [{ amountMinor: 2000, tipMinor: 0 }] },
    ],
  },
  bank: [
    { charge: "ch_1", orderId: "1", capturedMinor: 4000, refundedMinor: 0 },
    { charge: "ch_2", orderId: "2", capturedMinor: 1000, refundedMinor: 1000 },
    { charge: "ch_3", orderId: "3", capturedMinor: 2000, refundedMinor: 500 },
  ],
});

test("a history in which everything fits has no violation: one settled, one given back unsent, one given back in part by the staff", () => {
  expect(findViolations(good())).toEqual([]);
});

const first = <T>([one]: T[]): T => {
  if (one === undefined) throw new Error("there is none");
  return one;
};

test.each<[string, string, (history: History) => void]>([
  ["lost", "nothing on the till", ({ till }) => void Object.assign(till, { orders: [], checks: [] })],
  ["lost", "another order's till entry", ({ till }) => void Object.assign(first(till.orders), { reference: "C" })],
  ["duplicated", "printed twice", ({ till }) => void till.orders.push({ reference: "A", state: "done" })],
  [
    "duplicated",
    "two checks of it",
    ({ till }) => void till.checks.push({ ...first(till.checks), identifier: "A1.9" }),
  ],
  [
    "duplicated",
    "a check under a reference that we never gave",
    ({ till }) => void till.checks.push({ identifier: "A1.9", references: ["A-again"], payments: [] }),
  ],
  [
    "duplicated",
    "a check of nobody",
    ({ till }) => void till.checks.push({ identifier: "A1.9", references: [], payments: [] }),
  ],
  ["paid twice", "on its check", ({ till }) => void first(till.checks).payments.push({ amountMinor: 1, tipMinor: 0 })],
  [
    "wrong amount",
    "the tip in the amount, too",
    ({ till }) => void Object.assign(first(first(till.checks).payments), { amountMinor: 4000 }),
  ],
  [
    "wrong amount",
    "the tip twice",
    ({ till }) => void Object.assign(first(first(till.checks).payments), { amountMinor: 3400, tipMinor: 600 }),
  ],
  [
    "overpaid",
    "more than was due on the check",
    ({ till }) => void till.refusals.push({ reference: "A-P2", error: "OVERPAID" }),
  ],
  ["refunded and cooked", "all of it", ({ bank }) => void Object.assign(first(bank), { refundedMinor: 4000 })],
  [
    "refunded and cooked",
    "more than the staff gave",
    ({ orders }) => void Object.assign(orders[2] ?? {}, { askedBackMinor: 499 }),
  ],
  ["not given back", "what the staff gave", ({ bank }) => void Object.assign(bank[2] ?? {}, { refundedMinor: 0 })],
  ["stuck", "on its way", ({ orders }) => void Object.assign(first(orders), { status: "submitted" })],
  ["green without proof", "no payment", ({ till }) => void Object.assign(first(till.checks), { payments: [] })],
  ["given away", "nobody paid", ({ bank }) => void bank.shift()],
  ["charged twice", "two charges", ({ bank }) => void bank.push({ ...first(bank), charge: "ch_9" })],
  [
    "unknown charge",
    "a charge that we know nothing of",
    ({ bank }) => void bank.push({ charge: "ch_9", orderId: null, capturedMinor: 1850, refundedMinor: 0 }),
  ],
  ["ledger", "a cent too many", ({ orders }) => void Object.assign(first(orders).ledger, { till: 3701 })],
  [
    "ledger",
    "still held",
    ({ orders }) => void Object.assign(first(orders).ledger, { held: 4000, till: 0, till_tip: 0 }),
  ],
  [
    "ledger",
    "a refund that the bank never made",
    ({ bank }) => void Object.assign(bank[1] ?? {}, { refundedMinor: 900 }),
  ],
])("%s is seen: %s", (rule, _, spoil) => {
  const history = good();
  spoil(history);
  expect(findViolations(history).map((one) => one.rule)).toContain(rule);
});
