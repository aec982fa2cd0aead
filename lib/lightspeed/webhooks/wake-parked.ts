import type { TenantTransaction } from "@/db/client";
import { wakeParkedEvents } from "@/db/queries/webhook-events";

/** Call in the transaction that makes something with this reference known: what came too early for it is tried again at once. */
export async function wakeParked(tx: TenantTransaction, merchantId: string, reference: string): Promise<void> {
  await wakeParkedEvents(tx, merchantId, reference);
}
