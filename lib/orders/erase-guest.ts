import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { holdOrder, listGuestsToErase, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { eraseTraces } from "./erase-traces";
import { isOver } from "./order-transitions";
import { recordTimeline } from "./record-timeline";
import { tellOrder } from "./tell";

/** Names, e-mail, phone and address are kept this long, for questions about an order; what was eaten and paid stays. */
export const GUEST_RETENTION_DAYS = 90;

const DAY_MS = 86_400_000;

export const keptDays = ({ guests }: Pick<Services, "guests">): number => guests?.keptDays ?? GUEST_RETENTION_DAYS;

type Needs = Pick<Services, "db" | "now">;

/** What has been kept long enough goes; the rest is left to the next run. */
export async function eraseGuests(
  services: Needs & Pick<Services, "guests">,
  { signal }: { signal?: AbortSignal } = {},
): Promise<number> {
  const { db, now } = services;
  const before = new Date(now().getTime() - keptDays(services) * DAY_MS);
  let [erased, left] = [0, 0];
  for (;;) {
    const due = await listGuestsToErase(db, before, 200);
    for (const { merchantId, orderId } of due) {
      if (signal?.aborted) return erased;
      const done = await withTenant(db, merchantId, (tx) => erase(tx, orderId, now(), null)).catch((error: unknown) => {
        log.error({ error, merchantId, orderId }, "a guest could not be erased");
        return false;
      });
      if (done) erased += 1;
      else left += 1;
    }
    // What was left stands at the front of the next batch again: the next run looks at it.
    if (due.length < 200 || left > 0) return erased;
  }
}

/** On the guest's request, whatever the age. */
export async function eraseGuest({ db, now }: Needs, actor: Actor, { orderId }: { orderId: string }): Promise<void> {
  if (!can(actor, "orders.manage")) throw new AppError("forbidden", "Only owners and managers can erase guest data.");
  await withTenant(db, actor.merchantId, (tx) => erase(tx, orderId, now(), actor));
}

/** For the schedule and for a person: the order's own fields, and every text beside it. False where the schedule comes too early. */
async function erase(tx: TenantTransaction, orderId: string, now: Date, actor: Actor | null): Promise<boolean> {
  const order = await holdOrder(tx, orderId);
  if (!order) throw new AppError("not_found", "This order does not exist.");
  // The till needs a name as long as the order may be sent there or looked for there.
  if (actor && needsGuest(order)) throw new AppError("conflict", stillOpen(order));
  // An order for later may be older than the period on its day. What should have gone back long ago is waited for no more.
  if (!actor && order.refundDueAt !== null && now.getTime() - order.refundDueAt.getTime() < DAY_MS) return false;
  await patchOrder(tx, orderId, { customer: null, address: null, note: null, guestErasedAt: now });
  await eraseTraces(tx, order);
  const by = actor?.userName ?? null;
  const message =
    by === null ? "The guest's data was erased after the retention period" : `The guest's data was erased by ${by}`;
  await recordTimeline(tx, orderId, { at: now, direction: "here", kind: "guest erased", message, actor: by });
  if (actor) {
    const { merchantId } = tx;
    const detail = { number: order.number };
    await appendAudit(tx, { merchantId, actor, action: "guest.erased", subject: orderId, detail });
  }
  await tellOrder(tx, orderId);
  return true;
}

/** It may still be sent to the till, or looked for there: also once more before its money goes back by itself. */
export const needsGuest = ({ status, refundDueAt }: Pick<Order, "status" | "refundDueAt">): boolean =>
  !isOver(status) || refundDueAt !== null;

function stillOpen({ number, status }: Order): string {
  if (status === "failed")
    return `${number} failed and is still open. Give its money back, cancel it or mark it as resolved; then the guest's data can be erased.`;
  if (isOver(status))
    return `The money of ${number} is still to go back by itself, and the till is looked at once more before: that needs the guest's name. The data can be erased once the money is on its way.`;
  return `${number} is still under way, and the till needs the guest's name for it. The data can be erased once the order is over.`;
}
