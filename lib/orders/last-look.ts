import type { TenantTransaction } from "@/db/client";
import { patchOrder } from "@/db/queries/orders";
import { findReadinessOfPlace } from "@/db/queries/pos-readiness";
import type { Order } from "@/db/schema";
import { cancelledHere } from "./answer-by-refund";
import { flagOrder } from "./flag-order";
import { foundWords, noteUnclear } from "./note-unclear";
import { needsLook } from "./order-actions";
import { after, patience } from "./patience";
import type { TillView } from "./read-till";
import { isRefundDue, refundDue } from "./refund-order";

/**
 * That it is not there proves nothing while the till cannot be read, or no iPad is online: what one printed last may not be shown yet. For so long only:
 * a till that never comes back must not keep the guest's money.
 */
export async function isBlind(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<boolean> {
  const { deliverableUntil, businessLocationId } = order;
  if (deliverableUntil === null || now >= after(deliverableUntil, patience.blind)) return false;
  if (seen.kind === "unreadable") return true;
  const place = businessLocationId === null ? null : await findReadinessOfPlace(tx, businessLocationId);
  return place?.readiness?.availableDevices === false;
}

/** The last look before the money of an order that left once goes back by itself, and what it says. One that was found has landed before. */
export async function refundAfterLook(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<void> {
  if (!needsLook(order) || !(await isRefundDue(tx, order, now))) return;
  if (seen.kind !== "absent" && seen.kind !== "unreadable") return keepMoney(tx, order, now, seen);
  if (!(await isBlind(tx, order, now, seen))) return refundDue(tx, order, now);
  const end = after(order.deliverableUntil ?? now, patience.blind).getTime();
  const next = after(now, patience.blindLook).getTime();
  await patchOrder(tx, order.id, { refundDueAt: new Date(Math.min(next, end)) });
}

/** What stands on the till may be it: from here on a person decides. */
async function keepMoney(tx: TenantTransaction, order: Order, now: Date, seen: TillView): Promise<void> {
  await patchOrder(tx, order.id, { refundDueAt: null });
  if (order.status === "failed") return noteUnclear(tx, order, now, { seen, before: null });
  await flagOrder(tx, order, cancelledHere.flag, foundWords(order, seen) ?? cancelledHere.flagDetail);
}
