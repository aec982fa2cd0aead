import { z } from "zod";
import type { Queryable } from "@/db/client";
import { defineTask, enqueue, type Task } from "@/lib/jobs/task";

const ofOrder = z.object({ merchantId: z.uuid(), orderId: z.uuid() });

export const submitOrderTask = defineTask({ kitchen: true, name: "orders.submit", payload: ofOrder });
export const settleOrderTask = defineTask({ name: "orders.settle", payload: ofOrder });
export const reconcileOrderTask = defineTask({
  name: "orders.reconcile",
  /** A check that a message named which nobody vouches for: it is looked at, not believed. */
  payload: ofOrder.extend({ hint: z.string().max(64).optional() }),
});
export const readCheckTask = defineTask({ name: "orders.read-check", payload: ofOrder });
export const printSlipsTask = defineTask({ kitchen: true, name: "orders.print-slips", payload: ofOrder });
export const sweepOrdersTask = defineTask({ kitchen: true, name: "orders.sweep", payload: z.object({}) });
export const eraseGuestsTask = defineTask({ low: true, name: "orders.erase-guests", payload: z.object({}) });

type OrderTask = Task<typeof ofOrder> | typeof reconcileOrderTask;
type Target = { merchantId: string; orderId: string; hint?: string };
type When = { runAt?: Date; keepPlace?: boolean };

export const orderJobKey = (task: OrderTask, orderId: string) => `${task.name}:${orderId}`;

/** Among whom an order's job is one at a time, and among whom the workers are shared. */
export const shareOf = ({ merchantId, orderId }: Pick<Target, "merchantId" | "orderId">) => ({
  turn: `order:${orderId}`,
  fairKey: `merchant:${merchantId}`,
});

/** How an order's job stands in the queue. */
export const jobOfOrder = (task: OrderTask, target: Pick<Target, "merchantId" | "orderId">) => ({
  key: orderJobKey(task, target.orderId),
  ...shareOf(target),
});

/** Work on one order runs one after the other, and a merchant's share of the workers is limited. */
export async function enqueueForOrder(
  tx: Queryable,
  task: OrderTask,
  { merchantId, orderId, hint }: Target,
  when: Date | When = {},
): Promise<void> {
  await enqueue(
    tx,
    task as typeof reconcileOrderTask,
    { merchantId, orderId, ...(hint === undefined ? {} : { hint }) },
    { ...jobOfOrder(task, { merchantId, orderId }), ...(when instanceof Date ? { runAt: when } : when) },
  );
}
