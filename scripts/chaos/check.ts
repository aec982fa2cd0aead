/** What the three books say after a run: ours, the till's and the bank's. Amounts in minor units. */
export type History = {
  orders: {
    id: string;
    number: string;
    status: string;
    totalMinor: number;
    tipMinor: number;
    references: string[];
    ledger: Record<string, number>;
    /** What the staff gave back of it with their own hands. */
    askedBackMinor: number;
    /** Since when nothing has changed. */
    idleMs: number;
  }[];
  till: {
    orders: { reference: string; state: string }[];
    /** All checks, open and closed, with the references that they carry: also one that no order here has, or none. */
    /** Payments that it refused, with the vendor's word for why. */
    refusals: { reference: string; error: string }[];
    checks: { identifier: string; references: string[]; payments: { amountMinor: number; tipMinor: number }[] }[];
  };
  /** Every charge that the providers have in their own books; null: for none of our orders. */
  bank: { charge: string; orderId: string | null; capturedMinor: number; refundedMinor: number }[];
};

export type Violation = { rule: string; order: string; what: string };

export const STUCK_MS = 15 * 60_000;
const over = ["completed", "refunded", "cancelled"];

/** The rules that must hold after every history; empty when they do. */
export function findViolations(history: History, { final = true } = {}): Violation[] {
  const found = [...history.orders.flatMap((order) => ofOrder(order, history, final)), ...ofChecks(history)];
  // Nothing but the order is on its check: more than is due was never owed.
  for (const { reference, error } of history.till.refusals)
    if (error === "OVERPAID")
      found.push({ rule: "overpaid", order: "-", what: `${reference} asked for more than was due` });
  const ours = new Set(history.orders.map(({ id }) => id));
  for (const { charge, orderId, capturedMinor } of history.bank) {
    if (capturedMinor > 0 && (orderId === null || !ours.has(orderId)))
      found.push({ rule: "unknown charge", order: "-", what: `${capturedMinor} taken by ${charge} for no order` });
  }
  return found;
}

function ofOrder(order: History["orders"][number], { till, bank }: History, final: boolean): Violation[] {
  const found: Violation[] = [];
  const say = (rule: string, what: string) => found.push({ rule, order: order.number, what });
  const isIts = (reference: string) => order.references.includes(reference);
  const printed = till.orders.filter(({ reference, state }) => state === "done" && isIts(reference));
  const paid = till.checks.filter(({ references }) => references.some(isIts)).flatMap(({ payments }) => payments);
  const money = bank.filter(({ orderId }) => orderId === order.id);
  const captured = sum(money.map((one) => one.capturedMinor));
  const refunded = sum(money.map((one) => one.refundedMinor));
  const onCheck = sum(paid.map(({ amountMinor, tipMinor }) => amountMinor + tipMinor));
  const [tip] = paid.map(({ tipMinor }) => tipMinor);
  if (captured > 0 && printed.length === 0 && refunded < captured) say("lost", "paid, and the till never had it");
  if (printed.length > 0 && captured === 0) say("given away", "on the till, and the bank has no money for it");
  if (printed.length > 1) say("duplicated", `${printed.length} orders on the till`);
  if (paid.length > 1) say("paid twice", `${paid.length} payments on the till`);
  if (captured - refunded > order.totalMinor) say("charged twice", `${captured} taken for ${order.totalMinor}`);
  if (paid.length === 1 && (onCheck !== order.totalMinor || tip !== order.tipMinor))
    say("wrong amount", `${onCheck} with ${tip} of tip instead of ${order.totalMinor} with ${order.tipMinor}`);
  if (printed.length > 0 && refunded > order.askedBackMinor) say("refunded and cooked", `${refunded} given back`);
  if (refunded < order.askedBackMinor && final) say("not given back", `${refunded} of ${order.askedBackMinor}`);
  if (!over.includes(order.status) && (final || order.idleMs > STUCK_MS)) say("stuck", order.status);
  if (order.status === "completed" && paid.length === 0)
    say("green without proof", "completed, and not paid on the till");
  if (sum(Object.values(order.ledger)) !== 0) say("ledger", "does not add up to zero");
  const { held = 0, till: booked = 0, till_tip: bookedTip = 0, refunded: back = 0 } = order.ledger;
  if (captured !== held + booked + bookedTip + back) say("ledger", "a captured cent is nowhere, or twice");
  if (refunded !== back) say("ledger", `${back} given back here, ${refunded} at the bank`);
  if (over.includes(order.status) && held !== 0) say("ledger", `${held} still held`);
  return found;
}

function ofChecks({ orders, till }: History): Violation[] {
  const found: Violation[] = [];
  const known = new Set(orders.flatMap(({ references }) => references));
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
