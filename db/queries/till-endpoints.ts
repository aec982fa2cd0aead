import { and, desc, eq, isNull } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type StoredWebhookEndpoint, type WebhookDrift, webhookEndpoints } from "../schema";

export type UsableEndpoint = {
  endpointId: string;
  /** When it was last read back, Lightspeed had it no more: an order that names it is refused. */
  isGone: boolean;
};

const selectUsableEndpoint = prepared(["environment"], (db, { merchantId, environment }) =>
  db
    .select({ endpointId: webhookEndpoints.endpointId, drift: webhookEndpoints.drift })
    .from(webhookEndpoints)
    .where(
      and(
        eq(webhookEndpoints.merchantId, merchantId),
        eq(webhookEndpoints.environment, environment),
        eq(webhookEndpoints.status, "registered"),
        isNull(webhookEndpoints.retiredAt),
      ),
    )
    .orderBy(desc(webhookEndpoints.createdAt))
    .limit(1),
);

/** The endpoint that hears what becomes of orders; null where none is registered. */
export async function findUsableEndpoint(
  tx: TenantTransaction,
  environment: StoredWebhookEndpoint["environment"],
): Promise<UsableEndpoint | null> {
  const [row] = await selectUsableEndpoint(tx, { environment });
  return row ? { endpointId: row.endpointId, isGone: isEndpointGone(row.drift) } : null;
}

/** In the words of `compare-endpoint`. */
export const isEndpointGone = (drift: WebhookDrift | null): boolean =>
  drift?.some(({ field }) => field === "Endpoint") ?? false;
