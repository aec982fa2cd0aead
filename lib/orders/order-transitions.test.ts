import fc from "fast-check";
import { expect, test } from "vitest";
import { type OrderStatus, orderStatuses } from "@/db/schema";
import { nextPosition, type OrderEvent, type OrderPosition, type Transition, transitions } from "./order-transitions";

const events = Object.keys(transitions) as OrderEvent[];

/** The moves that the design (section 4) allows, written out beside the table that makes them. */
const legal: Record<OrderStatus, OrderStatus[]> = {
  draft: ["awaiting_payment", "paid", "cancelled"],
  awaiting_payment: ["paid", "cancelled"],
  paid: ["submitting", "on_pos", "failed", "cancelled"],
  submitting: ["submitting", "submitted", "on_pos", "failed", "unconfirmed", "cancelled"],
  submitted: ["on_pos", "failed", "unconfirmed", "cancelled"],
  on_pos: ["settling", "completed", "failed", "cancelled"],
  settling: ["settling", "completed", "failed", "unconfirmed", "cancelled"],
  unconfirmed: ["submitting", "on_pos", "settling", "completed", "failed", "cancelled"],
  failed: ["paid", "on_pos", "completed", "cancelled", "refunded"],
  completed: ["refunded"],
  cancelled: ["refunded"],
  refunded: [],
};

/** What the world outside knows while events arrive in any order: the checker's side of the history. */
type World = { captured: boolean; sent: number; printed: boolean; booked: number; refunded: boolean };

test("10,000 random histories: no illegal move, nothing sent unpaid, nothing paid early, nothing cooked and refunded", () => {
  const reached = new Set<OrderStatus>();
  const moves = new Set<string>();
  const happening = fc.constantFrom<OrderEvent | "decide refund">(...events, "decide refund");
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40, size: "max" }), (history) => {
      let order: OrderPosition = { status: "draft", step: "order", refundDecided: false };
      const world: World = { captured: false, sent: 0, printed: false, booked: 0, refunded: false };
      for (const what of history) {
        reached.add(order.status);
        if (what === "decide refund") {
          // The verb's own rule: only failed or cancelled orders, never one that is on the till.
          if (["failed", "cancelled"].includes(order.status) && order.step === "order") order.refundDecided = true;
          continue;
        }
        const next = nextPosition(order, what);
        if (next === null) continue;
        expect(legal[order.status], `${order.status} → ${next.status} by ${what}`).toContain(next.status);
        moves.add(`${order.status} → ${next.status}`);
        if (what === "payment") world.captured = true;
        if (what === "claim") {
          expect(world.captured, "sent unpaid").toBe(true);
          expect(order.refundDecided, "sent after its refund was decided").toBe(false);
          world.sent += 1;
        }
        if (what === "landing") world.printed = true;
        if (what === "settlement") expect(world.printed, "paid on the till before it was there").toBe(true);
        if (what === "booking") {
          expect(world.printed, "booked before it was there").toBe(true);
          world.booked += 1;
        }
        order = next;
      }
      reached.add(order.status);
      expect(world.booked, "completed once at most").toBeLessThanOrEqual(1);
      if (world.printed) expect(order.step).toBe("payment");
      if (!world.captured) expect(["draft", "awaiting_payment", "cancelled", "refunded"]).toContain(order.status);
    }),
    { numRuns: 10_000 },
  );
  expect([...reached].sort()).toEqual([...orderStatuses].sort());
  const wanted = Object.entries(legal).flatMap(([from, to]) => to.map((status) => `${from} → ${status}`));
  expect(
    wanted.filter((move) => !moves.has(move)),
    "moves of the design that never happened",
  ).toEqual([]);
});

test.each(events)(
  "%s is refused wherever the table does not name it, and twice in a row it happens once or stays",
  (event) => {
    const { from, step, to }: Transition = transitions[event];
    for (const status of orderStatuses) {
      for (const at of ["order", "payment"] as const) {
        const position = { status, step: at, refundDecided: false };
        const next = nextPosition(position, event);
        const allowed = from.includes(status) && (step === undefined || step === at);
        expect(next !== null, `${event} in ${status} (${at})`).toBe(allowed);
        // A repeated event changes nothing: it is refused, or leads where the order already is.
        const again = next && nextPosition(next, event);
        if (again) expect(again.status).toBe(to);
      }
    }
  },
);

test("from the moment a refund is decided nothing leads to the kitchen", () => {
  for (const status of orderStatuses) {
    for (const event of ["claim", "landing", "repair"] as const) {
      expect(nextPosition({ status, step: "order", refundDecided: true }, event)).toBeNull();
    }
  }
});

test("once the order is on the till, no word about the order moves it back", () => {
  const late: OrderEvent[] = ["claim", "acceptance", "landing", "rejection", "holding", "giving_up", "repair"];
  for (const status of orderStatuses) {
    for (const event of late) {
      expect(
        nextPosition({ status, step: "payment", refundDecided: false }, event),
        `${event} in ${status}`,
      ).toBeNull();
    }
  }
});
