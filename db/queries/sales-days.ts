import { and, desc, eq, gte, inArray, isNotNull, lte, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type SalesDayRow, type SalesLoad, salesDays, salesLoads } from "../schema";

type Range = { from: string; to: string };

const selectDays = prepared(["placeId", "from", "to"], (db, { merchantId, placeId, from, to }) =>
  db
    .select()
    .from(salesDays)
    .where(
      and(
        eq(salesDays.merchantId, merchantId),
        eq(salesDays.placeId, placeId),
        gte(salesDays.day, from),
        lte(salesDays.day, to),
      ),
    )
    .orderBy(salesDays.day),
);

export async function listSalesDays(
  tx: TenantTransaction,
  placeId: string,
  { from, to }: Range,
): Promise<SalesDayRow[]> {
  return selectDays(tx, { placeId, from, to });
}

const selectNewestDay = prepared(["placeId"], (db, { merchantId, placeId }) =>
  db
    .select()
    .from(salesDays)
    .where(and(eq(salesDays.merchantId, merchantId), eq(salesDays.placeId, placeId)))
    .orderBy(desc(salesDays.day))
    .limit(1),
);

/** The business day that was read last as the one that is now. */
export async function findNewestSalesDay(tx: TenantTransaction, placeId: string): Promise<SalesDayRow | null> {
  const [row] = await selectNewestDay(tx, { placeId });
  return row ?? null;
}

type NewDay = Omit<SalesDayRow, "merchantId">;

/** An answer that was asked for earlier never replaces a newer one. */
export async function saveSalesDay(tx: TenantTransaction, day: NewDay): Promise<void> {
  await tx
    .insert(salesDays)
    .values({ ...day, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [salesDays.merchantId, salesDays.placeId, salesDays.day],
      set: { ...day },
      setWhere: lte(salesDays.readAt, day.readAt),
    });
}

/** Lets days be read again, also those that were complete. */
export async function reopenSalesDays(tx: TenantTransaction, placeId: string, { from, to }: Range): Promise<void> {
  await tx
    .update(salesDays)
    .set({ complete: false })
    .where(
      and(
        eq(salesDays.merchantId, tx.merchantId),
        eq(salesDays.placeId, placeId),
        gte(salesDays.day, from),
        lte(salesDays.day, to),
      ),
    );
}

const loadAt = (tx: TenantTransaction, placeId: string) =>
  and(eq(salesLoads.merchantId, tx.merchantId), eq(salesLoads.placeId, placeId));

const selectLoad = prepared(["placeId"], (db, { merchantId, placeId }) =>
  db
    .select()
    .from(salesLoads)
    .where(and(eq(salesLoads.merchantId, merchantId), eq(salesLoads.placeId, placeId))),
);

export async function findSalesLoad(tx: TenantTransaction, placeId: string): Promise<SalesLoad | null> {
  const [row] = await selectLoad(tx, { placeId });
  return row ?? null;
}

/** Readings that stopped for a reason: for good, or until they go on by themselves. */
export async function listStoppedLoads(tx: TenantTransaction): Promise<SalesLoad[]> {
  return selectStoppedLoads(tx);
}

const selectStoppedLoads = prepared([], (db, { merchantId }) =>
  db
    .select()
    .from(salesLoads)
    .where(
      and(
        eq(salesLoads.merchantId, merchantId),
        isNotNull(salesLoads.problem),
        inArray(salesLoads.state, ["running", "failed"]),
      ),
    ),
);

export type NewLoad = { placeId: string; from: string; to: string; current: boolean; byName: string | null; now: Date };

/** Begins anew, or takes the place of what is under way: what it has read stays read. */
export async function beginSalesLoad(tx: TenantTransaction, load: NewLoad): Promise<void> {
  const fresh = {
    ...{ state: "running" as const, fromDay: load.from, toDay: load.to, current: load.current },
    ...{ total: 0, done: 0, failures: 0, problem: null, nextAt: null, startedAt: load.now, startedByName: load.byName },
    updatedAt: load.now,
  };
  await tx
    .insert(salesLoads)
    .values({ merchantId: tx.merchantId, placeId: load.placeId, ...fresh })
    .onConflictDoUpdate({ target: [salesLoads.merchantId, salesLoads.placeId], set: fresh });
}

type Change = Partial<Omit<SalesLoad, "merchantId" | "placeId" | "startedAt">>;

/** Only of the run that began then, and while it runs; false: it was cancelled, or another took its place. */
export async function changeSalesLoad(
  tx: TenantTransaction,
  placeId: string,
  startedAt: Date,
  change: Change,
): Promise<boolean> {
  const changed = await tx
    .update(salesLoads)
    .set(change)
    .where(and(loadAt(tx, placeId), eq(salesLoads.state, "running"), eq(salesLoads.startedAt, startedAt)))
    .returning({ placeId: salesLoads.placeId });
  return changed.length > 0;
}

export async function cancelSalesLoad(tx: TenantTransaction, placeId: string, now: Date): Promise<boolean> {
  const cancelled = await tx
    .update(salesLoads)
    .set({ state: "cancelled", updatedAt: now })
    .where(and(loadAt(tx, placeId), eq(salesLoads.state, "running")))
    .returning({ placeId: salesLoads.placeId });
  return cancelled.length > 0;
}

/** Over all merchants: runs that nobody has carried on for so long. */
export async function listStalledSalesLoads(
  db: Queryable,
  before: Date,
  limit: number,
): Promise<{ merchantId: string; placeId: string }[]> {
  const rows = await db.execute<{ merchant_id: string; place_id: string }>(
    sql`select * from gate.stalled_sales_loads(${before.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, placeId: row.place_id }));
}
