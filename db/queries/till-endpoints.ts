import { and, desc, eq, isNull } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type StoredWebhookEndpoint, webhookEndpoints } from "../schema";

/** The endpoint that hears what becomes of orders; null where none is registered. */
export async function findUsableEndpoint(
  tx: TenantTransaction,
  environment: StoredWebhookEndpoint["environment"],
): Promise<string | null> {
  const [row] = await tx
    .select({ endpointId: webhookEndpoints.endpointId })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, tx.merchantId),
        eq(webhookEndpoints.environment, environment),
        eq(webhookEndpoints.status, "registered"),
        isNull(webhookEndpoints.retiredAt),
      ),
    )
    .orderBy(desc(webhookEndpoints.createdAt))
    .limit(1);
  return row?.endpointId ?? null;
}
