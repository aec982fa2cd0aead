import type { TenantTransaction } from "@/db/client";
import { type MovedOrder, type OrderMove, updateOrderFrom } from "@/db/queries/orders";
import { noteLanding, notePosError } from "@/lib/channels/auto-pause";
import { noteForKitchen } from "./kitchen-slips";
import { isOver, type OrderEvent, type Transition, transitions } from "./order-transitions";
import { recordTimeline, type TimelineLine } from "./record-timeline";
import { isTroubled, raiseMoneyIssue, raiseTrouble, settleTroubles } from "./weigh-order";

export type MoveOptions = {
  now: Date;
  /** The fencing number that the caller holds: with another one in the row nothing is written. */
  version?: number;
  set?: Omit<OrderMove["set"], "status" | "step">;
  line: Pick<TimelineLine, "message"> & Partial<TimelineLine>;
};

/**
 * Applies an event to an order and writes it down: one conditional update. Null when the order is not where the event may happen,
 * and then nothing was changed. What is over has no deadline any more; what is not keeps the one it had unless `set` names another.
 */
export async function moveOrder(
  tx: TenantTransaction,
  orderId: string,
  event: OrderEvent,
  { now, version, set = {}, line }: MoveOptions,
): Promise<MovedOrder | null> {
  const { from, to, step, nextStep, unlessRefundDecided }: Transition = transitions[event];
  const ended = isOver(to) ? { deadlineAt: null } : {};
  const moved = await updateOrderFrom(tx, orderId, {
    from,
    ...(step ? { step } : {}),
    ...(unlessRefundDecided ? { sendable: true } : {}),
    ...(version === undefined ? {} : { version }),
    set: { ...ended, ...set, status: to, ...(nextStep ? { step: nextStep } : {}) },
  });
  if (!moved) return null;
  await recordTimeline(tx, orderId, {
    at: now,
    direction: "here",
    kind: event,
    ...line,
    fromStatus: moved.fromStatus,
    toStatus: moved.status,
  });
  await noteForChannels(tx, moved, event, now);
  await noteForKitchen(tx, moved, event, now);
  if (isTroubled(moved.status)) await raiseTrouble(tx, moved, now);
  if (isTroubled(moved.fromStatus)) await settleTroubles(tx, moved, { proof: line.message, at: now });
  if (set.flag) await raiseMoneyIssue(tx, moved);
  return moved;
}

/** What became of an order at the till decides whether its channel may go on selling. */
async function noteForChannels(tx: TenantTransaction, order: MovedOrder, event: OrderEvent, now: Date): Promise<void> {
  if (event === "landing") await noteLanding(tx, order.locationId, now);
  if ((event === "rejection" || event === "giving_up") && order.step === "order") await notePosError(tx, order, now);
}
