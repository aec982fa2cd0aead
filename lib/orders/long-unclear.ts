import type { TenantTransaction } from "@/db/client";
import type { Order } from "@/db/schema";
import { moveOrder } from "./move-order";
import { UNCLEAR } from "./note-unclear";
import { after, patience } from "./patience";
import { tellOrder } from "./tell";
import { isUnclear } from "./weigh-order";

export const UNCLEAR_ENDED = "unclear:ended";

/** Past its last moment at the till for so long that no look will tell any more. */
const UNCLEAR_ENDS_MS = 24 * 60 * 60_000;
const SELDOMEST_MS = 60 * 60_000;
const UNREAD_MS = 5 * 60_000;
/** Of an order for later: so long before its last moment at the till it is looked at as any other. */
const NEAR_MS = 30 * 60_000;

type Waiting = Pick<Order, "step" | "deliverableUntil" | "payableUntil">;

/** Since the till could take it no more; negative while it still can. */
function overdueMs({ step, deliverableUntil, payableUntil }: Waiting, now: Date): number {
  const last = step === "order" ? deliverableUntil : payableUntil;
  return last === null ? 0 : now.getTime() - last.getTime();
}

/**
 * Every half a minute while something may soon happen; then the seldomer the longer, every five minutes after an hour and each hour after a night; and
 * as seldom while its last moment is as far ahead. A till that could not be asked may answer at any moment: then five minutes is the most.
 */
export function nextLook(order: Waiting, now: Date, { unread }: { unread: boolean }): Date {
  const overdue = overdueMs(order, now);
  const far = overdue < 0 ? -overdue - NEAR_MS : overdue;
  return after(now, Math.min(Math.max(far / 12, patience.nextLook), unread ? UNREAD_MS : SELDOMEST_MS));
}

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

/**
 * What an earlier look found that may be it, also where a person sent it again since. That a later one finds nothing proves nothing: the check may
 * have been taken off the till, or put together with another.
 */
export const foundBefore = ({ failureCode, failureDetail }: Pick<Order, "failureCode" | "failureDetail">) =>
  failureCode === null || isUnclear(failureCode) ? failureDetail : null;

/** Lightspeed did not have the order until now: what was found before was another's. */
export const notFoundBefore = (order: Order) =>
  foundBefore(order) === null ? {} : { failureCode: null, failureDetail: null, failureStep: null };

/**
 * An earlier try may be on the till, and the one after it did not leave or was refused: a person's matter, as it was before, with what was found then.
 */
export async function leaveUnclear(
  tx: TenantTransaction,
  order: Order,
  now: Date,
  { move, why, set = {} }: { move: "holding" | "rejection"; why: string; set?: Partial<Order> },
): Promise<void> {
  const found = order.failureDetail ?? "";
  const left = await moveOrder(tx, order.id, move, {
    now,
    version: order.version,
    set: {
      ...{ failureCode: isUnclearForLong({ ...order, ...set }, now) ? UNCLEAR_ENDED : UNCLEAR, failureStep: "order" },
      ...{ failureDetail: found.includes(why) ? found : `${found} ${why}`.trim() },
      ...{ deadlineAt: null, refundDueAt: null },
      ...set,
    },
    line: { message: why },
  });
  if (left) await tellOrder(tx, order.id);
}
