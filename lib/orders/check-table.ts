import { withTenant } from "@/db/client";
import { within } from "@/lib/lightspeed/connection/time-limit";
import { listKnownTables, PLANS_AGE_MS, readFloorPlans } from "@/lib/lightspeed/floor-plan/read-floor-plans";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, VerdictReason } from "./pre-flight";

const REFUSING_AGE_MS = 60_000;

const gone = (table: string): VerdictReason => ({
  code: "table_gone",
  message: `Table ${table} is not on the floor plans in Lightspeed any more.`,
  remedy: "Choose another table, or put this one back in the Lightspeed Back Office.",
  href: "/lightspeed/floor-plans",
});

/** The table is still on the till's floor plans. Where they were never read, or are not to be had in time, nothing is refused. */
export async function checkTable(services: Services, context: CartContext): Promise<Finding> {
  const { draft, connected, questionMs } = context;
  const { tableNumber } = draft;
  if (tableNumber === null || draft.kind !== "local" || !connected) return { reasons: [], proofs: [] };
  const seen = await within(questionMs, lookFor(services, context, Number(tableNumber)), () => null);
  const about = "table";
  if (seen === null)
    return { reasons: [], proofs: [{ about, at: null, message: "Whether the till has this table is not known." }] };
  if (!seen.isThere) return { reasons: [gone(tableNumber)], proofs: [] };
  return { reasons: [], proofs: [{ about, at: seen.at, message: "The table is on a floor plan." }] };
}

type Seen = { isThere: boolean; at: string };

/** Null: nobody can say. */
async function lookFor(
  services: Services,
  { draft: { merchantId }, businessLocationId }: CartContext,
  number: number,
): Promise<Seen | null> {
  const known = await withTenant(services.db, merchantId, (tx) => listKnownTables(tx, [businessLocationId]));
  if (!known.get(businessLocationId)?.tables.length) return null;
  const look = async (maxAgeMs: number): Promise<Seen | null> => {
    const { data, stale, readAt } = await readFloorPlans(services, merchantId, businessLocationId, { maxAgeMs });
    const numbers = new Set(data?.flatMap(({ tables }) => tables.map((table) => table.number)));
    if (stale || readAt === null || numbers.size === 0) return null;
    return { isThere: numbers.has(number), at: readAt.toISOString() };
  };
  const seen = await look(PLANS_AGE_MS);
  // It may have been added since: only what was read just now refuses it.
  return seen?.isThere === false ? look(REFUSING_AGE_MS) : seen;
}
