import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import {
  expectDay,
  findReconciliation,
  listOrdersWithMoney,
  listPlacesOfOrders,
  saveReconciliation,
} from "@/db/queries/reconciliations";
import type { Difference, ReconciledCounts, ReconciliationState } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { type Explanation, explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { addDays } from "@/lib/lightspeed/reports/business-days";
import { publishLive } from "@/lib/live/publish";
import { log } from "@/lib/log";
import { ProviderError } from "@/lib/payments/provider-error";
import type { Services } from "@/lib/services";
import { windowOf } from "./business-window";
import { compareDay, countDay } from "./compare-day";
import type { Receipt } from "./day-books";
import { type Place, readDayBooks } from "./read-day-books";
import { SETTLES_WITHIN_MS } from "./read-orders";
import { readReceipts } from "./read-receipts";
import { weighDay } from "./weigh-day";

export type DayTarget = { merchantId: string; locationId: string; day: string };

type Run = { target: DayTarget; place: Place; triedAt: Date; byName: string | null };

/**
 * Holds a business day's three books against each other: our orders and ledger, the till's receipts, the payment providers' books. Safe to run
 * at any time and as often as wanted: the newest run stands, and none moves money or an order.
 */
export async function reconcileDay(
  services: Services,
  target: DayTarget,
  { byName = null }: { byName?: string | null } = {},
): Promise<ReconciliationState> {
  const triedAt = services.now();
  const place = await readPlace(services, target);
  if (!place) throw new AppError("not_connected", "This location is not linked to Lightspeed.");
  const run = { target, place, triedAt, byName };
  try {
    return await compare(services, run);
  } catch (error) {
    return await keepFailure(services, run, error);
  }
}

async function readPlace({ db }: Services, { merchantId, locationId }: DayTarget): Promise<Place | null> {
  return withTenant(db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    const location = linked && (await findLocation(tx, locationId));
    return location ? { merchantId, location, linked } : null;
  });
}

async function compare(services: Services, run: Run): Promise<ReconciliationState> {
  const { target, place, triedAt } = run;
  const { location, linked } = place;
  const client = kSeriesFor(services, target.merchantId);
  const { complete, nextStart, receipts } = await readReceipts(client, {
    ...{ placeId: linked.link.businessLocationId, day: target.day, currency: location.currency },
  });
  if (nextStart === null || !complete) return keepWaiting(services, run, nextStart);
  const window = windowOf(target.day, nextStart, location.timeZone);
  const elsewhere = await readElsewhere(services, client, run, window);
  if (elsewhere === null) return keepWaiting(services, run, nextStart);
  const books = await readDayBooks(services, client, place, { window, receipts, elsewhere, now: triedAt });
  const differences = compareDay(books);
  // What is still on its way is looked at once more.
  const again = books.orders.some(({ underWay }) => underWay);
  return keep(services, run, {
    ...{ state: differences.length === 0 ? "even" : "differs", differences, counts: countDay(books) },
    dueAt: again ? later(triedAt, SETTLES_WITHIN_MS) : null,
    nextStart: window.to,
  });
}

/** Receipts of the places where orders of that day are, although their location is linked to another by now; null while one is not complete. */
async function readElsewhere(
  services: Services,
  client: Parameters<typeof readReceipts>[0],
  { target, place: { location, linked } }: Run,
  window: { from: Date; to: Date },
): Promise<Receipt[] | null> {
  const sentTo = await withTenant(services.db, target.merchantId, async (tx) =>
    listPlacesOfOrders(tx, await listOrdersWithMoney(tx, location.id, window)),
  );
  const receipts: Receipt[] = [];
  for (const placeId of sentTo.filter((one) => one !== linked.link.businessLocationId)) {
    const there = await readReceipts(client, { placeId, day: target.day, currency: location.currency });
    if (!there.complete) return null;
    receipts.push(...there.receipts.map((receipt) => atPlace(receipt, placeId)));
  }
  return receipts;
}

/** Each place counts its checks by itself. */
const atPlace = (receipt: Receipt, placeId: string): Receipt => ({
  ...receipt,
  identifier: `${receipt.identifier} at place ${placeId}`,
  corrects: receipt.corrects === null ? null : `${receipt.corrects} at place ${placeId}`,
});

const HOUR_MS = 3_600_000;
/** A day that its till does not complete, as a check was left open, is asked for so long. */
const GIVE_UP_MS = 14 * 24 * HOUR_MS;
/** After a failure, by how many there were before. */
const WAITS_MS = [10 * 60_000, 30 * 60_000, HOUR_MS, 3 * HOUR_MS];
const MOST_TRIES = 24;

const later = (moment: Date, ms: number) => new Date(moment.getTime() + ms);

function keepWaiting(services: Services, run: Run, nextStart: string | null): Promise<ReconciliationState> {
  const end = nextStart === null ? null : new Date(nextStart);
  const soon = later(run.triedAt, HOUR_MS);
  const dueAt = end !== null && end > soon ? later(end, 10 * 60_000) : soon;
  const isGivenUp = end !== null && run.triedAt.getTime() - end.getTime() > GIVE_UP_MS;
  return keep(services, run, { state: "waiting", dueAt: isGivenUp ? null : dueAt, nextStart: end });
}

type Outcome = {
  state: ReconciliationState;
  dueAt: Date | null;
  nextStart: Date | null;
  differences?: Difference[];
  counts?: ReconciledCounts;
  problem?: Explanation;
  failed?: boolean;
};

/** What an earlier run compared stays where this one could not. */
async function keep({ db }: Services, run: Run, outcome: Outcome): Promise<ReconciliationState> {
  const { target, place, triedAt, byName } = run;
  const { merchantId, locationId, day } = target;
  const { state, dueAt, nextStart, problem = null } = outcome;
  const { currency } = place.location;
  await withTenant(db, merchantId, async (tx) => {
    const known = await findReconciliation(tx, { locationId, day });
    const saved = await saveReconciliation(
      tx,
      { locationId, day },
      {
        ...{ state, problem, dueAt, currency, triedAt, byName },
        differences: outcome.differences ?? known?.differences ?? [],
        counts: outcome.counts ?? known?.counts ?? null,
        comparedAt: outcome.counts ? triedAt : (known?.comparedAt ?? null),
        attempts: outcome.failed ? (known?.attempts ?? 0) + 1 : 0,
      },
    );
    if (!saved) return;
    // The day that begins where this one ends is the next to be compared.
    if (nextStart !== null && nextStart <= triedAt)
      await expectDay(tx, { locationId, day: addDays(day, 1), currency, dueAt: later(nextStart, 24 * HOUR_MS) });
    await weighDay(tx, await findReconciliation(tx, { locationId, day }), place.location.name);
    await publishLive(tx, merchantId, "orders");
  });
  return state;
}

async function keepFailure(services: Services, run: Run, error: unknown): Promise<ReconciliationState> {
  const { merchantId, locationId, day } = run.target;
  const problem = await explain(services, run, error);
  const attempts = await withTenant(services.db, merchantId, async (tx) => {
    const known = await findReconciliation(tx, { locationId, day });
    return known?.attempts ?? 0;
  });
  const wait = WAITS_MS[Math.min(attempts, WAITS_MS.length - 1)] ?? HOUR_MS;
  const dueAt = attempts >= MOST_TRIES ? null : later(run.triedAt, wait);
  return keep(services, run, { state: "unreadable", dueAt, nextStart: null, problem, failed: true });
}

async function explain({ db }: Services, { target }: Run, error: unknown): Promise<Explanation> {
  const { merchantId } = target;
  if (error instanceof ProviderError)
    return {
      message: error.explanation,
      remedy: error.transient
        ? "We try again by ourselves. If it lasts, look at the status page of the payment provider."
        : "Check the payment profile under Settings, Payments.",
    };
  if (error instanceof KSeriesError || error instanceof AppError) {
    const connection = await withTenant(db, merchantId, findConnection);
    return explainFailure(error, connection?.scopes);
  }
  log.error({ error, ...target }, "comparing a business day broke off");
  return {
    message: "Comparing the day broke off because of a fault of ours.",
    remedy: "We try again by ourselves. If it lasts, tell Upvendo support.",
  };
}
