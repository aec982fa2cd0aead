import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { endMenuSync, restMenuSync } from "@/db/queries/menu-syncs";
import type { LogStep, MenuPair, MenuSync } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError, KSeriesHttpError, KSeriesNotSentError } from "@/lib/k-series";
import { publishLive } from "@/lib/live/publish";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type Explanation, explainFailure } from "../connection/explain-failure";
import { writeLog } from "../connection/log";

type Needs = Pick<Services, "db" | "now">;

export type SyncRun = { merchantId: string; placeId: string; owner: string; sync: MenuSync; steps: LogStep[] };

/** Waits between the tries of a run; after the last it ends, and the next one begins by the clock. */
const WAITS_MS = [15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 900_000, 900_000];
const HOUR_MS = 3_600_000;

/** The run stops here and goes on from what is pending: after a while where something failed, at once where we are only stopping. */
export async function restSync(
  services: Needs,
  run: SyncRun,
  { pending, error }: { /** Left out: as it stands. */ pending?: MenuPair[]; error: unknown },
): Promise<void> {
  const { merchantId, placeId, owner, sync } = run;
  const wait = WAITS_MS[sync.failures];
  const problem = error === null ? sync.problem : await explain(services, run, error);
  if (error !== null && (wait === undefined || !isWorthTrying(error)))
    return endSync(services, run, { problem, left: pending?.length ?? 0 });
  const waitMs = error === null ? 0 : Math.max(askedFor(error), (wait ?? 0) * (0.75 + Math.random() / 2));
  const failures = error === null ? sync.failures : sync.failures + 1;
  await withTenant(services.db, merchantId, async (tx) => {
    await restMenuSync(tx, placeId, { owner, failures, problem, waitMs, ...(pending ? { pending } : {}) });
    await publishLive(tx, merchantId, "menus");
  });
}

/** `left`: so many menus could not be read and keep what they had. */
export async function endSync(
  { db, now }: Needs,
  { merchantId, placeId, owner, sync, steps }: SyncRun,
  { problem, left }: { problem: Explanation | null; left: number },
): Promise<void> {
  const outcome = problem && sync.done === 0 ? "failed" : problem || left > 0 ? "partly" : "ok";
  const full = sync.scope === "all" && outcome !== "failed";
  // Spread out: the restaurants of a city open at the same hour.
  const nextInMs = HOUR_MS * (0.8 + Math.random() * 0.4);
  await withTenant(db, merchantId, async (tx) => {
    if (!(await endMenuSync(tx, placeId, { owner, outcome, problem, nextInMs, full }))) return;
    await publishLive(tx, merchantId, "menus");
    const line = describe(sync, outcome, problem, left);
    // A run by the clock that found nothing new is no news.
    if (outcome !== "ok" || sync.changed > 0 || sync.startedByName !== null)
      await writeLog(tx, now(), {
        level: outcome === "ok" ? "info" : "warning",
        operation: "Synchronise menus",
        message: line,
        steps,
      });
  });
}

function describe(sync: MenuSync, outcome: string, problem: Explanation | null, left: number): string {
  if (outcome === "failed") return `The menus could not be synchronised: ${problem?.message ?? "no reason is known."}`;
  const read = `Menus synchronised: ${sync.done - left} read, ${sync.changed} changed`;
  const rows = sync.brokenRows > 0 ? `, ${sync.brokenRows} rows left out` : "";
  if (outcome === "ok") return `${read}${rows}.`;
  return `${read}${rows}, ${left} could not be read and keep what they had.${problem ? ` ${problem.message}` : ""}`;
}

async function explain({ db }: Needs, { merchantId }: SyncRun, error: unknown): Promise<Explanation> {
  if (!(error instanceof KSeriesError) && !(error instanceof AppError)) {
    log.error({ merchantId, error }, "a synchronisation of menus broke off");
    return {
      message: "Something went wrong on Upvendo's side.",
      remedy: "We try again by ourselves. If it lasts, tell Upvendo support.",
    };
  }
  const connection = await withTenant(db, merchantId, findConnection);
  return explainFailure(error, connection?.scopes);
}

/** A connection that is gone or refused waits for a person. */
const isWorthTrying = (error: unknown) =>
  error instanceof AppError
    ? error.code === "k_series_unavailable"
    : !(error instanceof KSeriesHttpError && error.status === 401);

const askedFor = (error: unknown) =>
  error instanceof KSeriesHttpError || error instanceof KSeriesNotSentError ? (error.retryAfterMs ?? 0) : 0;
