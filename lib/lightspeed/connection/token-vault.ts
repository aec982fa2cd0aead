import { setTimeout as delay } from "node:timers/promises";
import { withTenant } from "@/db/client";
import { findTokenRow, type LeasedRow, type TokenRow, takeRefreshLease } from "@/db/queries/connection-tokens";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { giveBackLease, type RefreshOptions, refreshTokens } from "./refresh-tokens";
import { connectedElsewhere, needsReauthorization, notConnected } from "./store-refreshed";
import { refreshMargin } from "./token-schedule";
import { openAccessToken } from "./token-sealing";
import { giveUpUnreadableTokens } from "./unreadable-tokens";

const REFRESH_DEADLINE_MS = 10_000;
/** Longer than the call may take, so that a lease ends only under a holder that is stuck. */
const LEASE_MS = REFRESH_DEADLINE_MS + 5_000;
const POLL_MS = 25;

export type VaultNeeds = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed">;

/** `refused`: a token that was answered with 401; refresh exactly that one, whatever its age. `read`: what stood there a moment ago. */
export type TokenRequest = RefreshOptions & { read?: TokenRow | null };

/** Callers of one process share one refresh; over processes the lease in the database does the same. */
const running = new Map<string, Promise<string>>();

/**
 * A usable access token, refreshed first when it is due. One refresh per connection over all processes.
 * Throws AppError: `not_connected`, `needs_reauthorization`, `k_series_unavailable`.
 */
export async function getAccessToken(
  services: VaultNeeds,
  merchantId: string,
  request: TokenRequest = {},
): Promise<string> {
  const { read = await withTenant(services.db, merchantId, findTokenRow) } = request;
  const usable = await readUsable(services, read, request.refused);
  if (usable !== null) return usable;
  for (let other = running.get(merchantId); other; other = running.get(merchantId)) {
    const token = await other;
    // Whoever began it may have been content with the very token that was refused here.
    if (token !== request.refused) return token;
  }
  const refresh = refreshOnce(services, merchantId, request).finally(() => running.delete(merchantId));
  running.set(merchantId, refresh);
  return refresh;
}

/** Refreshes ahead of time for the background job, unless somebody else is at it or was since the job looked. */
export async function refreshAhead(services: VaultNeeds, merchantId: string): Promise<"refreshed" | "not needed"> {
  const leased = await takeLease(services, merchantId, { onlyDue: true });
  if (!leased) return "not needed";
  await refreshTokens(services, leased);
  return "refreshed";
}

async function refreshOnce(services: VaultNeeds, merchantId: string, request: TokenRequest): Promise<string> {
  const started = performance.now();
  while (performance.now() - started < LEASE_MS + REFRESH_DEADLINE_MS) {
    const leased = await takeLease(services, merchantId);
    if (leased) return refreshUnlessDone(services, leased, request);
    const usable = await readUsable(services, await withTenant(services.db, merchantId, findTokenRow), request.refused);
    if (usable !== null) return usable;
    await delay(POLL_MS * (1 + Math.random()));
  }
  throw new AppError("k_series_unavailable", "Lightspeed did not answer in time. Try again in a minute.");
}

/** The previous holder may have finished between our look and our lease. */
async function refreshUnlessDone(services: VaultNeeds, leased: LeasedRow, request: TokenRequest): Promise<string> {
  let usable: string | null;
  try {
    usable = await readUsable(services, leased, request.refused);
  } catch (error) {
    await giveBackLease(services, leased);
    throw error;
  }
  if (usable === null) return refreshTokens(services, leased, request);
  await giveBackLease(services, leased);
  return usable;
}

/**
 * Null also where taking it took so long (a frozen process, a stuck database) that a call could outlast it: a token that is
 * spent after the lease may be one that somebody else has spent, and some servers end the whole grant for that.
 */
async function takeLease(
  services: VaultNeeds,
  merchantId: string,
  wish: { onlyDue?: boolean } = {},
): Promise<LeasedRow | null> {
  const asked = performance.now();
  const owner = crypto.randomUUID();
  const leased = await withTenant(services.db, merchantId, (tx) =>
    takeRefreshLease(tx, owner, { ...wish, environment: services.lightspeed.environment, leaseMs: LEASE_MS }),
  );
  if (!leased || performance.now() - asked < LEASE_MS - REFRESH_DEADLINE_MS) return leased;
  await giveBackLease(services, leased);
  return null;
}

/** The stored token if it may be used as it is; null when it must be refreshed. Throws where no refresh can help. */
async function readUsable(
  services: VaultNeeds,
  row: TokenRow | null,
  refused: string | undefined,
): Promise<string | null> {
  if (row?.status === "needs_reauthorization") throw needsReauthorization();
  if (!row || row.accessToken === null || row.refreshToken === null || row.status === "disabled") throw notConnected();
  if (row.environment !== services.lightspeed.environment) throw connectedElsewhere();
  if (!isFresh(row)) return null;
  try {
    const token = openAccessToken(services.keyring, "connections", { ...row, accessToken: row.accessToken });
    return token === refused ? null : token;
  } catch (error) {
    throw error instanceof SealBrokenError ? await giveUpUnreadableTokens(services, row, error) : error;
  }
}

function isFresh({ secondsLeft, accessLifetime }: TokenRow): boolean {
  return secondsLeft !== null && accessLifetime !== null && secondsLeft > refreshMargin(accessLifetime);
}
