import { laterStage } from "@/lib/orders/on-order-notification";
import { nextPosition, type OrderEvent, type OrderPosition } from "@/lib/orders/order-transitions";

/** What the till says of one order on its way to completed, with a repeat of the two that matter and a refusal of what it took. */
export const tillStory = [
  ["ORDER", "SUCCESS"],
  ["ORDER", "CHECK_WAS_UPDATED"],
  ["ORDER", "READY_FOR_PICKUP"],
  ["PAYMENT", "SUCCESS"],
  ["ORDER", "CLOSED"],
  ["ORDER", "SUCCESS"],
  ["PAYMENT", "SUCCESS"],
  ["PAYMENT", "FAILURE"],
] as const;

export type Saying = (typeof tillStory)[number];

export type Told = Pick<OrderPosition, "status" | "step"> & {
  posStage: string | null;
  failureCode: string | null;
  flag: string | null;
};

const stages: Partial<Record<Saying[1], string>> = {
  CHECK_WAS_UPDATED: "updated",
  READY_FOR_PICKUP: "ready",
  CLOSED: "closed",
};

export const untold: Told = { status: "submitted", step: "order", posStage: null, failureCode: null, flag: null };

/** What one saying of the till makes of an order that was submitted: the handlers' rules over the real table of moves, without a database. */
export function tell(before: Told, [type, status]: Saying): Told {
  const at = (told: Told, event: OrderEvent, change: Partial<Told> = {}): Told | null => {
    const next = nextPosition({ ...told, refundDecided: false }, event);
    return next && { ...told, ...change, status: next.status, step: next.step };
  };
  const landed = (told: Told) => at(told, "landing", { failureCode: null }) ?? told;
  if (type === "ORDER") {
    const stage = stages[status];
    const told = landed(before);
    return stage ? { ...told, posStage: laterStage(told.posStage, stage) } : told;
  }
  if (status === "SUCCESS") {
    const told = before.step === "order" ? landed(before) : before;
    return at(told, "booking", { failureCode: null }) ?? told;
  }
  const refused = at(before, "refusal", { failureCode: "pay:UNKNOWN" });
  const isSettled = before.status === "completed";
  return refused ?? (isSettled ? { ...before, flag: "till_contradicts" } : before);
}

/** Every order in which these can come; equal ones are told apart. */
export function* permutations<T>(all: readonly T[]): Generator<T[]> {
  if (all.length === 0) yield [];
  for (const [n, first] of all.entries()) for (const rest of permutations(all.toSpliced(n, 1))) yield [first, ...rest];
}
