import { withTenant } from "@/db/client";
import { listReconciliations, type ReconciliationRow } from "@/db/queries/reconciliations";
import type { Services } from "@/lib/services";
import { explainDifference } from "./difference-words";
import type { ReconciliationDay, ReconciliationList } from "./reconciliation-view";

type Wish = { locationId?: string; before?: string };

const PAGE = 60;

/** Newest first, whole days. */
export async function listReconciledDays(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  { locationId, before }: Wish,
): Promise<ReconciliationList> {
  const rows = await withTenant(db, merchantId, (tx) =>
    listReconciliations(tx, { locationId, before, limit: PAGE + 1 }),
  );
  const cut = rows.length > PAGE ? rows.at(-1)?.day : undefined;
  // A day of many locations is shown whole, on the next page.
  const shown = rows.filter(({ day }) => day !== cut);
  const at = now();
  if (cut === undefined || shown.length === 0) return { days: rows.map((row) => viewOf(row, at)), next: null };
  return { days: shown.map((row) => viewOf(row, at)), next: shown.at(-1)?.day ?? null };
}

function viewOf(row: ReconciliationRow, now: Date): ReconciliationDay {
  const { locationId, locationName, region, day, state, differences, counts, currency, problem, byName } = row;
  return {
    ...{ locationId, locationName, region, day, state, counts, currency, problem, byName },
    running: isRunning(row.dueAt, now),
    differences: differences.map((difference) => ({
      ...explainDifference(difference, region),
      ...{ order: difference.order, reference: difference.reference },
    })),
    comparedAt: row.comparedAt?.toISOString() ?? null,
    dueAt: row.dueAt !== null && row.dueAt > now ? row.dueAt.toISOString() : null,
  };
}

/** What stays due for longer is not compared: its location is linked to nothing any more. */
const RUNS_WITHIN_MS = 15 * 60_000;

const isRunning = (dueAt: Date | null, now: Date): boolean =>
  dueAt !== null && dueAt <= now && now.getTime() - dueAt.getTime() < RUNS_WITHIN_MS;
