import { setTimeout as delay } from "node:timers/promises";
import { withTenant } from "@/db/client";
import { findTokenRow, type LeasedRow, storeRefreshedTokens } from "@/db/queries/connection-tokens";
import { AppError } from "@/lib/errors";
import { OAuthError, type TokenSet } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { settleConnection } from "./connection-issues";
import { clearedByRefresh } from "./connection-transitions";
import { writeLog } from "./log";
import { type ProblemCode, problems } from "./problems";
import { refreshDelay } from "./token-schedule";
import { openAccessToken, sealTokens } from "./token-sealing";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now">;

/** How long a database that stumbles is waited for: what is lost here is lost for good. */
const PATIENCE_MS = 10_000;

/** First thing after the answer: until this commits, the only copy of a single-use token is in memory. */
export async function storeRefreshed(services: Needs, leased: LeasedRow, tokens: TokenSet): Promise<string> {
  if (!(await storeSurely(services, leased, tokens))) return preferNewer(services, leased, tokens);
  if (leased.status === "degraded" || leased.refreshFailures > 0) await sayRecovered(services, leased);
  return tokens.accessToken;
}

/** Repeating is harmless: a commit whose answer was lost makes the next try lose by the version. */
async function storeSurely({ db, keyring }: Needs, leased: LeasedRow, tokens: TokenSet): Promise<boolean> {
  const values = {
    ...sealTokens(keyring, "connections", leased, tokens),
    accessLifetime: tokens.accessLifetime,
    refreshLifetime: tokens.refreshLifetime,
    scopes: tokens.scopes,
    refreshInSeconds: refreshDelay(tokens.accessLifetime, tokens.refreshLifetime),
    clears: clearedByRefresh,
  };
  const started = performance.now();
  for (let wait = 20; ; wait = Math.min(2 * wait, 1000)) {
    try {
      return await withTenant(db, leased.merchantId, (tx) => storeRefreshedTokens(tx, leased.tokenVersion, values));
    } catch (error) {
      if (performance.now() - started > PATIENCE_MS) throw error;
      // Without the error: a failed query's text carries its values.
      log.warn({ merchantId: leased.merchantId }, "storing new tokens failed; trying again");
      await delay(wait);
    }
  }
}

/** Newer tokens, or a removal, came in between: ours are not wanted. After a removal they are given back. */
async function preferNewer(services: Needs, leased: LeasedRow, dropped: TokenSet): Promise<string> {
  try {
    return await newerAccessToken(services, leased);
  } catch (error) {
    if (error instanceof AppError)
      await services.oauth.revoke(dropped.refreshToken).catch((fault: unknown) => {
        log.warn({ reason: fault instanceof OAuthError ? fault.reason : "fault" }, "giving back dropped tokens failed");
      });
    throw error;
  }
}

/** What somebody else stored while our refresh was under way. Throws AppError where they left nothing to use. */
export async function newerAccessToken({ db, keyring }: Needs, leased: LeasedRow): Promise<string> {
  const row = await withTenant(db, leased.merchantId, findTokenRow);
  if (row?.status === "needs_reauthorization") throw needsReauthorization();
  if (!row?.accessToken || row.status === "disabled") throw notConnected();
  return openAccessToken(keyring, "connections", { ...row, accessToken: row.accessToken });
}

export const notConnected = () => new AppError("not_connected", "Lightspeed is not connected.");

export const connectedElsewhere = () =>
  new AppError("not_connected", `${problems.other_environment.title}. Reconnect on the Lightspeed page.`);

export const needsReauthorization = () =>
  new AppError("needs_reauthorization", "Lightspeed has ended the connection. Reconnect on the Lightspeed page.");

const isCleared = (problem: string | null) => clearedByRefresh.includes(problem as ProblemCode);

/** The tokens are safe by now: what cannot be said must not fail the caller. */
async function sayRecovered({ db, now }: Needs, { merchantId, problem }: LeasedRow): Promise<void> {
  const message = "Lightspeed answers again; the connection was renewed.";
  await withTenant(db, merchantId, async (tx) => {
    await settleConnection(tx, message, now());
    if (isCleared(problem)) await writeLog(tx, now(), { level: "info", operation: "Renew connection", message });
  }).catch(() => log.warn({ merchantId }, "writing down that the connection works again failed"));
}
