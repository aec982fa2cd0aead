import { withTenant } from "@/db/client";
import { sweepIdempotencyKeys } from "@/db/queries/api-keys";
import { listDueOrders, listDueRefunds } from "@/db/queries/orders";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { refundIfDue } from "./refund-order";
import { enqueueForOrder, reconcileOrderTask } from "./tasks";

/** Every few seconds over all merchants: whatever waits past its time is looked at, and what is due goes back. Safe to run twice. */
export async function sweepOrders(services: Services, signal?: AbortSignal): Promise<void> {
  const now = services.now();
  for (const { merchantId, orderId } of await listDueOrders(services.db, now, 500, 50)) {
    if (signal?.aborted) return;
    await withTenant(services.db, merchantId, (tx) => enqueueForOrder(tx, reconcileOrderTask, { merchantId, orderId }));
  }
  for (const { merchantId, orderId } of await listDueRefunds(services.db, now, 200)) {
    if (signal?.aborted) return;
    // One that cannot be done keeps no other's money back.
    await refundIfDue(services, { merchantId, orderId }).catch((error: unknown) => {
      log.error({ error, merchantId, orderId }, "money that is due could not be given back");
    });
  }
  await sweepIdempotencyKeys(services.db, now);
}
