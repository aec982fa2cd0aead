import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { listLinkedSettings } from "@/db/queries/location-settings";
import { keepMenuSyncLease, noteMenuSyncProgress, takeMenuSyncLease } from "@/db/queries/menu-syncs";
import { noteMenuProblem } from "@/db/queries/menus";
import type { LogStep, MenuPair, MenuSync } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { type KSeriesClient, KSeriesError, KSeriesHttpError, KSeriesNetworkError } from "@/lib/k-series";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { type Explanation, explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { endSync, restSync, type SyncRun } from "./end-sync";
import { listMenusToRead } from "./list-menus-to-read";
import { type PlaceToRead, readMenu, serveMenu } from "./sync-one-menu";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** A holder that is alive renews it; after one that died another carries on so much later. */
const LEASE_MS = 20_000;
const STEPS_KEPT = 60;

/**
 * Reads what is left of a run, a menu at a time. Each is served whole or not at all, and what is done stays done: a run that
 * was cut off goes on where it stood. Does nothing where another process is at it.
 */
export async function syncMenus(
  services: Needs,
  { merchantId, placeId }: { merchantId: string; placeId: string },
  { signal }: { signal?: AbortSignal } = {},
): Promise<void> {
  const owner = crypto.randomUUID();
  const lease = { owner, leaseMs: LEASE_MS };
  const sync = await withTenant(services.db, merchantId, (tx) => takeMenuSyncLease(tx, placeId, lease));
  if (!sync) return;
  const renewal = setInterval(() => {
    // One renewal may fail; the lease outlasts three.
    withTenant(services.db, merchantId, (tx) => keepMenuSyncLease(tx, placeId, lease)).catch(() => {});
  }, LEASE_MS / 4).unref();
  const steps: LogStep[] = [];
  const record = (step: LogStep) => {
    if (steps.length < STEPS_KEPT) steps.push(step);
  };
  const client = kSeriesFor(services, merchantId, { record });
  const run: SyncRun = { merchantId, placeId, owner, sync, steps };
  try {
    await carryOn(services, client, run, signal);
  } catch (error) {
    await restSync(services, run, { error });
  } finally {
    clearInterval(renewal);
  }
}

async function carryOn(services: Needs, client: KSeriesClient, run: SyncRun, signal?: AbortSignal): Promise<void> {
  const place = await findPlace(services, run);
  if (!place) return endSync(services, run, { problem: notLinkedAnyMore, left: 0 });
  const { pending, problem } = await listOnce(services, client, run, place);
  if (problem) return endSync(services, run, { problem, left: 0 });
  // What fails goes to the end, so that one menu never keeps the others from being read.
  const queue = [...pending];
  const failed: MenuPair[] = [];
  let left = 0;
  let lastFailure: unknown = null;
  for (let pair = queue.shift(); pair; pair = queue.shift()) {
    if (signal?.aborted) return restSync(services, run, { pending: [pair, ...queue, ...failed], error: null });
    const rest = [...queue, ...failed];
    try {
      if (!(await syncOne(services, client, run, place, { pair, rest }))) return;
    } catch (error) {
      if (isOfAll(error)) return restSync(services, run, { pending: [pair, ...rest], error });
      if (mayPass(error)) {
        failed.push(pair);
        lastFailure = error;
        continue;
      }
      left += 1;
      if (!(await noteLeft(services, run, { pair, rest, error }))) return;
    }
  }
  if (failed.length > 0) return restSync(services, run, { pending: failed, error: lastFailure });
  return endSync(services, run, { problem: null, left });
}

const notLinkedAnyMore: Explanation = {
  message: "This Lightspeed location is linked to none of your locations any more.",
  remedy: "Link it on the Lightspeed page.",
};

type Place = PlaceToRead & { used: string[] };

async function findPlace({ db }: Needs, { merchantId, placeId }: SyncRun): Promise<Place | null> {
  const linked = await withTenant(db, merchantId, listLinkedSettings);
  const found = linked.find(({ link }) => link.businessLocationId === placeId);
  if (!found) return null;
  const { currency, settings } = found;
  const used = [settings?.orderProfileDineIn, settings?.orderProfileTakeaway].filter(
    (code) => typeof code === "string",
  );
  return { merchantId, placeId, currency, used };
}

/** Of a run that was cut off, what it had left; otherwise the vendor's lists. */
async function listOnce(
  services: Needs,
  client: KSeriesClient,
  { sync, merchantId, placeId, owner }: SyncRun,
  { used }: Place,
): Promise<{ pending: MenuPair[]; problem: Explanation | null }> {
  if (sync.pending) return { pending: sync.pending, problem: null };
  try {
    const profiles = sync.scope === "used" && used.length > 0 ? used : null;
    const pending = await listMenusToRead(services, client, { merchantId, placeId, profiles });
    await withTenant(services.db, merchantId, async (tx) => {
      await noteMenuSyncProgress(tx, placeId, { owner, pending, total: pending.length });
      await publishLive(tx, merchantId, "menus");
    });
    return { pending, problem: null };
  } catch (error) {
    if (mayPass(error) || !isForeseen(error)) throw error;
    const scopes = await withTenant(services.db, merchantId, findConnection);
    return { pending: [], problem: explainFailure(error, scopes?.scopes) };
  }
}

type Step = { pair: MenuPair; rest: MenuPair[] };

/** False: the lease is another's by now, and nothing was stored. */
async function syncOne(
  services: Needs,
  client: KSeriesClient,
  run: SyncRun,
  place: Place,
  { pair, rest }: Step,
): Promise<boolean> {
  const { merchantId, placeId, owner, sync } = run;
  const read = await readMenu(services, client, place, pair);
  sync.failures = 0;
  return withTenant(services.db, merchantId, async (tx) => {
    const progress = count(sync, { done: 1, changed: read.same ? 0 : 1, brokenRows: read.broken.length });
    if (!(await noteMenuSyncProgress(tx, placeId, { owner, pending: rest, ...progress }))) return false;
    await serveMenu(tx, { placeId, ...pair }, place.currency, read);
    await publishLive(tx, merchantId, "menus");
    return true;
  });
}

/** Trying again would not help: the menu keeps its last content, with the reason. */
async function noteLeft(
  services: Needs,
  run: SyncRun,
  { pair, rest, error }: Step & { error: unknown },
): Promise<boolean> {
  const { merchantId, placeId, owner, sync } = run;
  return withTenant(services.db, merchantId, async (tx) => {
    const progress = count(sync, { done: 1, changed: 0, brokenRows: 0 });
    if (!(await noteMenuSyncProgress(tx, placeId, { owner, pending: rest, ...progress }))) return false;
    const problem = explainFailure(error, (await findConnection(tx))?.scopes);
    await noteMenuProblem(tx, { placeId, ...pair }, problem);
    await publishLive(tx, merchantId, "menus");
    return true;
  });
}

function count(sync: MenuSync, more: { done: number; changed: number; brokenRows: number }) {
  sync.done += more.done;
  sync.changed += more.changed;
  sync.brokenRows += more.brokenRows;
  return { done: sync.done, changed: sync.changed, brokenRows: sync.brokenRows };
}

const isForeseen = (error: unknown) => error instanceof KSeriesError || error instanceof AppError;

const mayPass = (error: unknown) =>
  error instanceof KSeriesError ? error.transient : error instanceof AppError && error.code === "k_series_unavailable";

/** Says something of the connection or the vendor as a whole: the next menu would fare no better. */
const isOfAll = (error: unknown) =>
  !(error instanceof KSeriesError) ||
  error instanceof KSeriesNetworkError ||
  (error instanceof KSeriesHttpError && (error.status === 429 || error.status === 401));
