/** What the three books say after a run: ours, the till's and the bank's. Amounts in minor units. */
export type History = {
  orders: {
    id: string;
    number: string;
    status: string;
    totalMinor: number;
    tipMinor: number;
    references: string[];
    paymentReferences: string[];
    ledger: Record<string, number>;
    /** Since when nothing has changed. */
    idleMs: number;
  }[];
  till: {
    orders: { reference: string; state: string }[];
    payments: { reference: string; state: string; amountMinor: number; tipMinor: number }[];
    /** All checks, open and closed, with the references that they carry: also one that no order here has, or none. */
    checks: { identifier: string; references: string[] }[];
  };
  bank: { orderId: string; capturedMinor: number; refundedMinor: number }[];
};

export type Violation = { rule: string; order: string; what: string };

export const STUCK_MS = 15 * 60_000;
const over = ["completed", "refunded", "cancelled"];

/** The rules that must hold after every history; empty when they do. */
export function findViolations({ orders, till, bank }: History, { final = true } = {}): Violation[] {
  const found: Violation[] = [];
  const known = new Set(orders.flatMap(({ references }) => references));
  for (const order of orders) {
    const say = (rule: string, what: string) => found.push({ rule, order: order.number, what });
    const printed = till.orders.filter(
      ({ reference, state }) => state === "done" && order.references.includes(reference),
    );
    const paid = till.payments.filter(
      ({ reference, state }) => state === "done" && order.paymentReferences.includes(reference),
    );
    const money = bank.filter(({ orderId }) => orderId === order.id);
    const captured = sum(money.map((one) => one.capturedMinor));
    const refunded = sum(money.map((one) => one.refundedMinor));
    const onCheck = sum(paid.map(({ amountMinor, tipMinor }) => amountMinor + tipMinor));
    if (captured > 0 && printed.length === 0 && refunded < captured) say("lost", "paid, and the till never had it");
    if (printed.length > 1) say("duplicated", `${printed.length} orders on the till`);
    if (paid.length > 1) say("paid twice", `${paid.length} payments on the till`);
    if (paid.length === 1 && onCheck !== order.totalMinor)
      say("wrong amount", `${onCheck} instead of ${order.totalMinor}`);
    if (printed.length > 0 && refunded > 0) say("refunded and cooked", `${refunded} given back`);
    if (!over.includes(order.status) && (final || order.idleMs > STUCK_MS)) say("stuck", order.status);
    if (order.status === "completed" && paid.length === 0)
      say("green without proof", "completed, and not paid on the till");
    if (sum(Object.values(order.ledger)) !== 0) say("ledger", "does not add up to zero");
    const { held = 0, till: booked = 0, till_tip: bookedTip = 0, refunded: back = 0 } = order.ledger;
    if (captured !== held + booked + bookedTip + back) say("ledger", "a captured cent is nowhere, or twice");
    if (over.includes(order.status) && held !== 0) say("ledger", `${held} still held`);
  }
  const seen = new Set<string>();
  for (const { identifier, references } of till.checks) {
    const [reference = "none"] = references;
    if (references.length !== 1 || !known.has(reference) || seen.has(reference))
      found.push({
        rule: "duplicated",
        order: "-",
        what: `check ${identifier} of ${references.join(", ") || "nobody"}`,
      });
    seen.add(reference);
  }
  return found;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
