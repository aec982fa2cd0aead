import { expect, test } from "vitest";
import { findViolations, type History } from "./check";

const good = (): History => ({
  orders: [
    {
      ...{ id: "1", number: "UPV-001", status: "completed", totalMinor: 4000, tipMinor: 300, idleMs: 0 },
      ...{ references: ["A"], paymentReferences: ["P"] },
      ledger: { guest: 0, cart: -3700, tip: -300, held: 0, till: 3700, till_tip: 300 },
    },
  ],
  till: {
    orders: [{ reference: "A", state: "done" }],
    payments: [{ reference: "P", state: "done", amountMinor: 3700, tipMinor: 300 }],
    checks: [{ identifier: "A1.1", references: ["A"] }],
  },
  bank: [{ orderId: "1", capturedMinor: 4000, refundedMinor: 0 }],
});

test("a history in which everything fits has no violation", () => {
  expect(findViolations(good())).toEqual([]);
});

const firstOf = (history: History) => {
  const [order] = history.orders;
  if (!order) throw new Error("no order");
  return order;
};

test.each<[string, (history: History) => void]>([
  ["lost", (history) => void Object.assign(history.till, { orders: [], payments: [], checks: [] })],
  ["duplicated", ({ till }) => void till.orders.push({ reference: "A", state: "done" })],
  ["duplicated", ({ till }) => void till.checks.push({ identifier: "A1.2", references: ["A"] })],
  ["duplicated", ({ till }) => void till.checks.push({ identifier: "A1.2", references: ["B"] })],
  ["duplicated", ({ till }) => void till.checks.push({ identifier: "A1.2", references: [] })],
  ["paid twice", ({ till }) => void till.payments.push({ reference: "P", state: "done", amountMinor: 1, tipMinor: 0 })],
  ["wrong amount", ({ till }) => void Object.assign(till.payments[0] ?? {}, { amountMinor: 4000 })],
  ["refunded and cooked", ({ bank }) => void Object.assign(bank[0] ?? {}, { refundedMinor: 4000 })],
  ["stuck", (history) => void Object.assign(firstOf(history), { status: "submitted" })],
  ["green without proof", ({ till }) => void Object.assign(till, { payments: [] })],
  ["ledger", (history) => void Object.assign(firstOf(history).ledger, { till: 3701 })],
  ["ledger", (history) => void Object.assign(firstOf(history).ledger, { held: 4000, till: 0, till_tip: 0 })],
])("%s is seen", (rule, spoil) => {
  const history = good();
  spoil(history);
  expect(findViolations(history).map((one) => one.rule)).toContain(rule);
});
