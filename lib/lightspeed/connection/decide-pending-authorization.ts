import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { takePendingAuthorization } from "@/db/queries/authorization-requests";
import { holdConnection } from "@/db/queries/connections";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { PendingAuthorization } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import type { TokenSet } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { adoptConsent } from "./adopt-consent";
import { giveBack } from "./give-back";
import { writeLog } from "./log";
import { openAccessToken, openRefreshToken } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed">;

/** Another Lightspeed business answered on Reconnect: take it instead, or keep the connection as it is and give the new permission back. */
export async function decidePendingAuthorization(
  services: Needs,
  actor: Actor,
  { decision }: { decision: "replace" | "keep" },
): Promise<void> {
  if (!can(actor, "connection.manage")) throw new AppError("forbidden", "Only owners and managers can decide this.");
  try {
    const outcome = await withTenant(services.db, actor.merchantId, async (tx) => {
      // The order in which Delete takes them, so that the two cannot lock each other out.
      await holdConnection(tx);
      const pending = await takePendingAuthorization(tx, services.now());
      if (!pending)
        throw new AppError(
          "conflict",
          "This choice was already made or is older than 10 minutes. Click Reconnect to start again.",
        );
      const tokens = openPending(services, pending);
      if (tokens instanceof AppError) return tokens;
      const name = pending.businesses[0]?.name ?? "another business";
      if (decision === "replace")
        await adoptConsent(services, tx, { tokens, businesses: pending.businesses, by: actor });
      const message =
        decision === "replace"
          ? `${actor.userName} switched the connection to ${name}.`
          : `${actor.userName} kept the present business; ${name} was not connected.`;
      await writeLog(tx, services.now(), { level: "info", operation: "Connect", message });
      await appendAudit(tx, {
        merchantId: tx.merchantId,
        actor,
        action: `connection.business_${decision === "replace" ? "replaced" : "kept"}`,
        detail: { businesses: pending.businesses.map(({ id }) => id) },
      });
      return decision === "keep" ? tokens : null;
    });
    // After the commit: what cannot be used is gone and is not offered again.
    if (outcome instanceof AppError) throw outcome;
    if (outcome) await giveBack(services, actor.merchantId, outcome.refreshToken);
  } catch (error) {
    if (!isUniqueViolation(error, "connections_business_uq")) throw error;
    throw new AppError(
      "conflict",
      "Another Upvendo merchant is connected to that Lightspeed business. Nothing has changed.",
    );
  }
}

function openPending(services: Needs, pending: PendingAuthorization): TokenSet | AppError {
  const { merchantId, environment } = pending;
  if (environment !== services.lightspeed.environment)
    return new AppError(
      "conflict",
      "The new permission is for another Lightspeed environment. Click Reconnect to start again.",
    );
  try {
    return readPending(services, pending);
  } catch (error) {
    if (!(error instanceof SealBrokenError)) throw error;
    log.error({ error, merchantId }, "stored credentials do not open");
    return new AppError("conflict", "The new permission cannot be read. Click Reconnect to start again.");
  }
}

function readPending({ keyring, now }: Needs, pending: PendingAuthorization): TokenSet {
  const waited = (now().getTime() - pending.receivedAt.getTime()) / 1000;
  return {
    accessToken: openAccessToken(keyring, "pending_authorizations", pending),
    refreshToken: openRefreshToken(keyring, "pending_authorizations", pending),
    accessLifetime: Math.max(1, Math.floor(pending.accessLifetime - waited)),
    refreshLifetime:
      pending.refreshExpiresAt === null
        ? null
        : Math.max(1, Math.floor((pending.refreshExpiresAt.getTime() - now().getTime()) / 1000)),
    scopes: pending.scopes,
  };
}
