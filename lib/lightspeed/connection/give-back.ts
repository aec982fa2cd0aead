import { withTenant } from "@/db/client";
import { findTokenRow } from "@/db/queries/connection-tokens";
import type { PendingAuthorization } from "@/db/schema";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { OAuthError } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { openRefreshToken } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "lightspeed">;

/**
 * Withdraws a permission that nobody wants, as far as Lightspeed lets us. Not where a wanted one is the same Lightspeed user's:
 * a realm of this kind ends all of a user's permissions for Upvendo when one is withdrawn.
 */
export async function giveBack(
  services: Needs,
  merchantId: string,
  refreshToken: string,
  alsoWanted: string[] = [],
): Promise<void> {
  const wanted = [await currentToken(services, merchantId), ...alsoWanted];
  const user = userOf(refreshToken);
  if (user !== null && wanted.some((token) => token !== null && userOf(token) === user)) return;
  await services.oauth.revoke(refreshToken).catch((error: unknown) => {
    log.warn({ reason: error instanceof OAuthError ? error.reason : "fault" }, "giving back unused tokens failed");
  });
}

/** A waiting choice that was taken out of the table; one that does not open, or is of another environment, cannot be given back. */
export async function giveBackPending(
  services: Needs,
  choice: Pick<PendingAuthorization, "id" | "merchantId" | "environment" | "refreshToken">,
  alsoWanted: string[] = [],
): Promise<void> {
  if (choice.environment !== services.lightspeed.environment) return;
  const token = openOrNull(() => openRefreshToken(services.keyring, "pending_authorizations", choice));
  if (token !== null) await giveBack(services, choice.merchantId, token, alsoWanted);
}

async function currentToken({ db, keyring }: Needs, merchantId: string): Promise<string | null> {
  const row = await withTenant(db, merchantId, findTokenRow);
  if (!row?.refreshToken) return null;
  const sealed = { ...row, refreshToken: row.refreshToken };
  return openOrNull(() => openRefreshToken(keyring, "connections", sealed));
}

function openOrNull(open: () => string): string | null {
  try {
    return open();
  } catch (error) {
    if (error instanceof SealBrokenError) return null;
    throw error;
  }
}

/** The subject of a token that is a JWT; null for one that says nothing of its user. Read, not believed: it only holds us back. */
function userOf(token: string): string | null {
  const [, payload] = token.split(".");
  if (payload === undefined) return null;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null && "sub" in claims ? String(claims.sub) : null;
  } catch {
    return null;
  }
}
