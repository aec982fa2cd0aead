import { type TenantTransaction, withTenant } from "@/db/client";
import { dropTokens, type LeasedRow, noteRefreshFailure, releaseRefreshLease } from "@/db/queries/connection-tokens";
import { moveConnection, noteCheck } from "@/db/queries/connections";
import type { LogStep } from "@/db/schema";
import { SealBrokenError } from "@/lib/crypto/sealed-box";
import { AppError } from "@/lib/errors";
import { OAuthError } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { raiseConnectionLost, raiseConnectionTrouble } from "./connection-issues";
import { clearedByRefresh, transitions } from "./connection-transitions";
import { writeLog } from "./log";
import type { ProblemCode } from "./problems";
import { needsReauthorization, newerAccessToken, notConnected, storeRefreshed } from "./store-refreshed";
import { retryDelay } from "./token-schedule";
import { openAccessToken, openRefreshToken } from "./token-sealing";
import { giveUpUnreadableTokens } from "./unreadable-tokens";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now">;

export type RefreshOptions = {
  record?: ((step: LogStep) => void) | undefined;
  /** An access token that Lightspeed does not take any more, whatever its age. */
  refused?: string | undefined;
};

/** Spends the refresh token under the caller's lease and stores what comes back. Gives the lease back in every case. */
export async function refreshTokens(services: Needs, leased: LeasedRow, options: RefreshOptions = {}): Promise<string> {
  try {
    return await spend(services, leased, options);
  } catch (error) {
    if (error instanceof SealBrokenError) throw await giveUpUnreadableTokens(services, leased, error);
    throw error;
  } finally {
    await giveBackLease(services, leased);
  }
}

/** It ends by itself soon after; a database that stumbles here must not cost the caller a token that is stored. */
export async function giveBackLease({ db }: Pick<Services, "db">, leased: LeasedRow): Promise<void> {
  await withTenant(db, leased.merchantId, (tx) => releaseRefreshLease(tx, leased.leaseOwner)).catch(() =>
    log.warn({ merchantId: leased.merchantId }, "giving back the refresh lease failed"),
  );
}

async function spend(services: Needs, leased: LeasedRow, { record, refused }: RefreshOptions): Promise<string> {
  const steps: LogStep[] = [];
  if (leased.refreshToken === null) throw notConnected();
  const sealed = { ...leased, refreshToken: leased.refreshToken };
  const refreshToken = openRefreshToken(services.keyring, "connections", sealed);
  try {
    const tokens = await services.oauth.refresh(refreshToken, {
      scopes: leased.scopes,
      record: (step) => {
        steps.push(step);
        record?.(step);
      },
    });
    return await storeRefreshed(services, leased, tokens);
  } catch (error) {
    if (!(error instanceof OAuthError)) throw error;
    const refusal = error.kind === "refused" && error.code === "invalid_grant";
    const ours = await withTenant(services.db, leased.merchantId, (tx) =>
      refusal ? refuse(services, tx, leased, steps) : noteFailure(services, tx, leased, { error, steps, refused }),
    );
    // A failure of tokens that are others by now says nothing about those others.
    if (!ours) return newerAccessToken(services, leased);
    if (refusal) throw needsReauthorization();
    const spare = spareToken(services, leased, refused);
    if (spare !== null) return spare;
    throw new AppError(
      "k_series_unavailable",
      "Lightspeed does not answer at the moment. We keep trying by ourselves.",
      { cause: error },
    );
  }
}

type Failure = { error: OAuthError; steps: LogStep[]; refused: string | undefined };

/** False, with nothing changed, where the row holds other tokens by now. */
async function noteFailure(
  services: Needs,
  tx: TenantTransaction,
  leased: LeasedRow,
  { error, steps, refused }: Failure,
): Promise<boolean> {
  // An operator's alarm: one wrong secret would otherwise look like thousands of broken connections.
  if (error.kind === "client") log.error({ reason: error.reason }, "the token endpoint refuses our client credentials");
  const failures = await noteRefreshFailure(tx, leased.tokenVersion, retryDelay(leased.refreshFailures + 1));
  if (failures === null) return false;
  await noteCheck(tx, false, error.reason);
  // One missed renewal while the token still works is no trouble for anybody.
  const mute = spareToken(services, leased, refused) === null;
  if (failures > 1 || mute) {
    const code = error.kind === "client" ? "client_refused" : "refresh_failing";
    await raiseConnectionTrouble(tx, { code, mute, at: services.now() });
    await noteTrouble(tx, { code, error });
  }
  await writeLog(tx, services.now(), {
    level: "warning",
    operation: "Renew connection",
    message: `Renewing the connection did not work (${error.reason}). We try again by ourselves.`,
    steps,
  });
  return true;
}

/** Never over another problem: a later renewal would clear it without proof. */
async function noteTrouble(tx: TenantTransaction, { code, error }: { code: ProblemCode; error: OAuthError }) {
  const move = { ...transitions.trouble, problem: { code, detail: error.reason } };
  if (await moveConnection(tx, { ...move, from: ["connected"] })) return;
  await moveConnection(tx, { ...move, from: ["degraded"], onlyProblems: clearedByRefresh });
}

/** The old access token, where it may serve a little longer. */
function spareToken({ keyring }: Needs, leased: LeasedRow, refused: string | undefined): string | null {
  if (leased.accessToken === null || (leased.secondsLeft ?? 0) <= 30) return null;
  const token = openAccessToken(keyring, "connections", { ...leased, accessToken: leased.accessToken });
  return token === refused ? null : token;
}

/** `invalid_grant` is believed only where the row still holds the very tokens that were refused; false where it does not. */
async function refuse({ now }: Needs, tx: TenantTransaction, leased: LeasedRow, steps: LogStep[]): Promise<boolean> {
  const code: ProblemCode = leased.interrupted ? "refresh_interrupted" : "refresh_refused";
  const move = { ...transitions.refusal, problem: { code, detail: "invalid_grant" } };
  if (!(await moveConnection(tx, move, leased.tokenVersion))) return false;
  await dropTokens(tx);
  await noteCheck(tx, false, "invalid_grant");
  await raiseConnectionLost(tx, code, now());
  await writeLog(tx, now(), {
    level: "error",
    operation: "Renew connection",
    message: "Lightspeed has ended the connection. Click Reconnect on the Settings tab.",
    steps,
  });
  return true;
}
