import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import { changeSalesLoad, findSalesLoad, listSalesDays } from "@/db/queries/sales-days";
import type { SalesLoad } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError, KSeriesHttpError, KSeriesNotSentError } from "@/lib/k-series";
import { publishLive } from "@/lib/live/publish";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { type Explanation, explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import type { SaleSetting } from "./add-sale";
import { daysBetween } from "./business-days";
import { readDay } from "./read-day";
import { enqueueLoad } from "./start-load";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;
type Target = { merchantId: string; placeId: string };
type Run = Target & { load: SalesLoad; setting: SaleSetting };

/** Waits between tries; after the last the run ends with what it has. */
const WAITS_MS = [5_000, 15_000, 60_000, 120_000, 300_000, 600_000];

/**
 * Reads the days of a run that are missing or not complete, newest first, one at a time: no more than one day's receipts are ever in memory, and what
 * was read stays read when the run is cancelled, cut off or meets an outage.
 */
export async function loadSalesDays(
  services: Needs,
  target: Target,
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const run = await openRun(services, target);
  if (!run) return;
  try {
    await carryOn(services, run, signal);
  } catch (error) {
    await rest(services, run, error);
  }
}

async function openRun({ db }: Needs, { merchantId, placeId }: Target): Promise<Run | null> {
  return withTenant(db, merchantId, async (tx) => {
    const load = await findSalesLoad(tx, placeId);
    if (load?.state !== "running") return null;
    const linked = (await listLinkedSettings(tx)).find(({ link }) => link.businessLocationId === placeId);
    const location = linked && (await findLocation(tx, linked.link.locationId));
    if (!location) {
      await changeSalesLoad(tx, placeId, load.startedAt, { state: "failed", problem: notLinkedAnyMore });
      await publishLive(tx, merchantId, "reports");
      return null;
    }
    return { merchantId, placeId, load, setting: { currency: location.currency, timeZone: location.timeZone } };
  });
}

const notLinkedAnyMore: Explanation = {
  message: "This Lightspeed location is linked to none of your locations any more.",
  remedy: "Link it on the Lightspeed page.",
};

async function carryOn(services: Needs, run: Run, signal?: AbortSignal): Promise<void> {
  const client = kSeriesFor(services, run.merchantId);
  const { load } = run;
  const today = load.current ? await readDay(services, client, run, undefined) : null;
  // Between midnight and the restaurant's own cut-off the calendar's day has not begun.
  const missing = (await missingDays(services, run)).filter((day) => today === null || day < today);
  let done = load.total > 0 ? Math.max(load.total - missing.length, 0) : 0;
  const total = Math.max(load.total, missing.length);
  if (!(await note(services, run, { total, done, problem: null, nextAt: null }))) return;
  for (const day of missing.reverse()) {
    if (signal?.aborted) return withTenant(services.db, run.merchantId, (tx) => enqueueLoad(tx, run.placeId));
    await readDay(services, client, run, day);
    done += 1;
    if (!(await note(services, run, { done, failures: 0 }))) return;
  }
  await note(services, run, { state: "done", done: total });
}

async function missingDays({ db }: Needs, { merchantId, placeId, load }: Run): Promise<string[]> {
  const range = { from: load.fromDay, to: load.toDay };
  const known = await withTenant(db, merchantId, (tx) => listSalesDays(tx, placeId, range));
  const good = new Set(
    known.filter(({ complete, readAt }) => complete || readAt >= load.startedAt).map(({ day }) => day),
  );
  return daysBetween(range.from, range.to).filter((day) => !good.has(day));
}

type Change = Parameters<typeof changeSalesLoad>[3];

async function note({ db, now }: Needs, { merchantId, placeId, load }: Run, change: Change): Promise<boolean> {
  return withTenant(db, merchantId, async (tx) => {
    const going = await changeSalesLoad(tx, placeId, load.startedAt, { ...change, updatedAt: now() });
    if (going) await publishLive(tx, merchantId, "reports");
    return going;
  });
}

/** What there is stays and is shown; the rest is tried again by itself, or ends with the reason. */
async function rest(services: Needs, run: Run, error: unknown): Promise<void> {
  const { merchantId, placeId, load } = run;
  const problem = await explain(services, merchantId, error);
  const wait = WAITS_MS[load.failures];
  if (wait === undefined || !mayPass(error)) {
    await note(services, run, { state: "failed", problem });
    return;
  }
  const nextAt = new Date(services.now().getTime() + Math.max(askedFor(error), wait));
  if (!(await note(services, run, { problem, nextAt, failures: load.failures + 1 }))) return;
  await withTenant(services.db, merchantId, (tx) => enqueueLoad(tx, placeId, nextAt));
}

async function explain({ db }: Needs, merchantId: string, error: unknown): Promise<Explanation> {
  if (!(error instanceof KSeriesError) && !(error instanceof AppError)) {
    log.error({ merchantId, error }, "reading sales broke off");
    return {
      message: "Reading the sales broke off because of a fault of ours.",
      remedy: "We try again by ourselves. If it lasts, tell Upvendo support.",
    };
  }
  const connection = await withTenant(db, merchantId, findConnection);
  return explainFailure(error, connection?.scopes);
}

const mayPass = (error: unknown) =>
  error instanceof KSeriesError
    ? error.transient
    : error instanceof AppError
      ? error.code === "k_series_unavailable"
      : true;

const askedFor = (error: unknown) =>
  error instanceof KSeriesHttpError || error instanceof KSeriesNotSentError ? (error.retryAfterMs ?? 0) : 0;
