import { type TenantTransaction, withTenant } from "@/db/client";
import {
  holdAvailability,
  isLinkedPlace,
  isSellingAt,
  listCountedSkus,
  type Place,
  releasePolled,
  updateAvailabilityRead,
} from "@/db/queries/availability";
import { findConnection } from "@/db/queries/connections";
import type { LogStep } from "@/db/schema";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { type Explanation, explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { writeLog } from "../connection/log";
import { mergeInto } from "./apply-item-count";
import { menuNames } from "./menu-names";
import { enqueueRead } from "./read-availability.task";
import { askForCounts, type CountsAnswer } from "./read-counts";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Where somebody looks or sells, a change is seen within a minute even when no event comes. */
export const SOON_MS = 45_000;
const LATER_MS = 5 * 60_000;
/** An order so long ago says that a channel is on. */
const SELLING_MS = 2 * 3_600_000;
const LOOKED_UP_MS = 24 * 3_600_000;

type Outcome = { counts: CountsAnswer; warnings: string[] } | { problem: Explanation };

/** Reads all counts of a place that matter and makes the next appointment. Safe to run twice. */
export async function pollAvailability(
  services: Needs,
  { merchantId, businessLocationId }: { merchantId: string; businessLocationId: string },
): Promise<void> {
  const place: Place = { environment: services.lightspeed.environment, businessLocationId };
  const readAt = services.now();
  const counted = await withTenant(services.db, merchantId, (tx) => findWork(tx, place, readAt));
  if (!counted) return;
  const names = await menuNames(services, merchantId, businessLocationId);
  const skus = [...new Set([...counted, ...names.keys()])];
  const steps: LogStep[] = [];
  const outcome = await ask(services, merchantId, place, skus, (step) => steps.push(step));
  await withTenant(services.db, merchantId, async (tx) => {
    const before = await holdAvailability(tx, place);
    const now = services.now();
    const watched = before.watchedUntil !== null && before.watchedUntil > now;
    const urgent = watched || (await isSellingAt(tx, place, new Date(now.getTime() - SELLING_MS)));
    const dueAt = new Date(now.getTime() + (urgent ? SOON_MS : LATER_MS));
    await updateAvailabilityRead(tx, place, { triedAt: now, dueAt, ...(await conclude(tx, place, outcome, readAt)) });
    await tellLog(tx, now, before.problem, outcome, steps);
    // Also without a change: the age of the proof has changed.
    if (urgent || "problem" in outcome) await publishLive(tx, merchantId, "availability", { businessLocationId });
    await enqueueRead(tx, { merchantId, businessLocationId }, dueAt);
  });
}

/** What matters beside the menus. Null where nothing is to be read: not connected, or no longer one of the merchant's places. */
async function findWork(tx: TenantTransaction, place: Place, now: Date): Promise<string[] | null> {
  const connection = await findConnection(tx);
  const usable = connection?.status === "connected" || connection?.status === "degraded";
  if (!usable || !(await isLinkedPlace(tx, place))) return null;
  return listCountedSkus(tx, place, new Date(now.getTime() - LOOKED_UP_MS));
}

async function ask(
  services: Needs,
  merchantId: string,
  { businessLocationId }: Place,
  skus: string[],
  record: (step: LogStep) => void,
): Promise<Outcome> {
  try {
    return await askForCounts(kSeriesFor(services, merchantId, { record }), businessLocationId, skus);
  } catch (error) {
    return { problem: explainFailure(error) };
  }
}

async function conclude(tx: TenantTransaction, place: Place, outcome: Outcome, readAt: Date) {
  if ("problem" in outcome) return { problem: outcome.problem.message, remedy: outcome.problem.remedy };
  const { counts, warnings } = outcome;
  // A till without the right app says nothing of any item: its silence is no "without limit".
  if (warnings.length > 0 && counts.every(({ countUpdatedAt }) => countUpdatedAt === null))
    return { problem: null, remedy: null, warnings };
  await mergeInto(
    tx,
    place,
    counts.map((one) => ({ ...one, readAt, source: "poll" as const })),
    true,
  );
  await releasePolled(
    tx,
    place,
    counts.map(({ sku }) => sku),
  );
  return { problem: null, remedy: null, warnings, readAt };
}

/** Once when trouble begins and once when it ends. */
async function tellLog(
  tx: TenantTransaction,
  now: Date,
  before: string | null,
  outcome: Outcome,
  steps: LogStep[],
): Promise<void> {
  const operation = "Read availability";
  if ("problem" in outcome && outcome.problem.message !== before) {
    const message = `Reading how many of each item are left did not work: ${outcome.problem.message}`;
    await writeLog(tx, now, { level: "warning", operation, message, steps });
  }
  if (!("problem" in outcome) && before !== null)
    await writeLog(tx, now, {
      level: "info",
      operation,
      message: "Reading how many of each item are left works again.",
    });
}
