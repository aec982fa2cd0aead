import type { TenantTransaction } from "@/db/client";
import type { Order } from "@/db/schema";
import { moveOrder } from "./move-order";
import { after, patience } from "./patience";

export const UNCLEAR_ENDED = "unclear:ended";

/** Past its last moment at the till for so long that no look will tell any more. */
const UNCLEAR_ENDS_MS = 24 * 60 * 60_000;
const SELDOMEST_MS = 60 * 60_000;
const UNREAD_MS = 5 * 60_000;

type Waiting = Pick<Order, "step" | "deliverableUntil" | "payableUntil">;

/** Since the till could take it no more; negative while it still can. */
function overdueMs({ step, deliverableUntil, payableUntil }: Waiting, now: Date): number {
  const last = step === "order" ? deliverableUntil : payableUntil;
  return last === null ? 0 : now.getTime() - last.getTime();
}

/**
 * Every half a minute while something may still happen; then the seldomer the longer, every five minutes after an hour and each hour after a night. A
 * till that could not be asked may answer at any moment: then five minutes is the most.
 */
export const nextLook = (order: Waiting, now: Date, { unread }: { unread: boolean }): Date =>
  after(now, Math.min(Math.max(overdueMs(order, now) / 12, patience.nextLook), unread ? UNREAD_MS : SELDOMEST_MS));

export const isUnclearForLong = (order: Waiting, now: Date): boolean => overdueMs(order, now) >= UNCLEAR_ENDS_MS;

/**
 * What stands on the till may be this order, and a day of looking has proven nothing. It is not looked for any more, nothing is given back by
 * itself, and a word that comes all the same still counts.
 */
export async function endUnclear(tx: TenantTransaction, order: Order, now: Date): Promise<void> {
  await moveOrder(tx, order.id, "uncertainty", {
    now,
    version: order.version,
    set: { failureCode: UNCLEAR_ENDED, failureStep: "order", deadlineAt: null, refundDueAt: null },
    line: { message: "Looked for on the till for a day: only a person can tell whether it is there" },
  });
}
