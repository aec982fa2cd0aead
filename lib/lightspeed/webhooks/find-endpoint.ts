import type { TenantTransaction } from "@/db/client";
import { findEndpoint } from "@/db/queries/webhook-endpoints";

/** The endpoint that an order names for its callbacks; null while none stands at Lightspeed. */
export async function findActiveEndpoint(tx: TenantTransaction): Promise<{ endpointId: string } | null> {
  const endpoint = await findEndpoint(tx);
  return endpoint?.status === "registered" ? { endpointId: endpoint.endpointId } : null;
}
