import type { TenantTransaction } from "@/db/client";
import { publishLive } from "@/lib/live/publish";

/** Open pages, and guests who wait for this order, hear of it when the transaction commits. */
export async function tellOrder(tx: TenantTransaction, orderId: string): Promise<void> {
  await publishLive(tx, tx.merchantId, "orders", { orderId });
}
