import { randomUUID } from "node:crypto";
import type { TenantTransaction } from "@/db/client";
import { savePendingAuthorization } from "@/db/queries/authorization-requests";
import type { BusinessSnapshot, PendingAuthorization } from "@/db/schema";
import type { TokenSet } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { FLOW_LIFETIME_MS } from "./authorization-state";
import { sealTokens } from "./token-sealing";

type Parked = { userId: string; tokens: TokenSet; businesses: BusinessSnapshot[] };

/** Keeps the permission of another business until the merchant has chosen; gives back the choices that it takes the place of. */
export async function parkAuthorization(
  { keyring, lightspeed, now }: Pick<Services, "keyring" | "lightspeed" | "now">,
  tx: TenantTransaction,
  { userId, tokens, businesses }: Parked,
): Promise<PendingAuthorization[]> {
  const [id, at] = [randomUUID(), now()];
  return savePendingAuthorization(tx, {
    ...{ id, userId, environment: lightspeed.environment },
    ...sealTokens(keyring, "pending_authorizations", { id, merchantId: tx.merchantId }, tokens),
    accessLifetime: tokens.accessLifetime,
    receivedAt: at,
    refreshExpiresAt: tokens.refreshLifetime === null ? null : new Date(at.getTime() + tokens.refreshLifetime * 1000),
    scopes: tokens.scopes,
    businesses,
    expiresAt: new Date(at.getTime() + FLOW_LIFETIME_MS),
  });
}
