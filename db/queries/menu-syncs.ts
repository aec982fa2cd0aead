import { and, eq, isNull, lte, or, type Placeholder, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type MenuPair, type MenuSync, menuSyncs, type ReadProblem } from "../schema";

const at = ({ merchantId }: { merchantId: string | Placeholder }, placeId: string | Placeholder) =>
  and(eq(menuSyncs.merchantId, merchantId), eq(menuSyncs.placeId, placeId));

const inMs = (ms: number) => sql`clock_timestamp() + ${ms} * interval '1 millisecond'`;

export type FoundSync = MenuSync & { /** A process is at it right now. */ held: boolean };

const found = (db: Pick<Queryable, "select">) =>
  db
    .select({
      sync: menuSyncs,
      held: sql<boolean>`coalesce(${menuSyncs.leaseUntil} > clock_timestamp(), false)`,
    })
    .from(menuSyncs);

const selectMenuSync = prepared(["placeId"], (db, { merchantId, placeId }) =>
  found(db).where(at({ merchantId }, placeId)),
);

export async function findMenuSync(tx: TenantTransaction, placeId: string): Promise<FoundSync | null> {
  const [row] = await selectMenuSync(tx, { placeId });
  return row ? { ...row.sync, held: row.held } : null;
}

const selectMenuSyncs = prepared([], (db, { merchantId }) => found(db).where(eq(menuSyncs.merchantId, merchantId)));

/** Of all the merchant's places, also of such as are linked to none of ours any more. */
export async function listMenuSyncs(tx: TenantTransaction): Promise<FoundSync[]> {
  const rows = await selectMenuSyncs(tx);
  return rows.map(({ sync, held }) => ({ ...sync, held }));
}

export type SyncWish = {
  scope: MenuSync["scope"];
  /** Null: by itself, and only when it is due. */
  byName: string | null;
};

/** False where one runs already: of two starts at once the second finds the first's. */
export async function beginMenuSync(
  tx: TenantTransaction,
  placeId: string,
  { scope, byName }: SyncWish,
): Promise<boolean> {
  const fresh = {
    ...{ state: "running" as const, scope, startedAt: sql`now()`, startedByName: byName, pending: null },
    ...{ total: 0, done: 0, changed: 0, brokenRows: 0, failures: 0, problem: null, dueAt: sql`now()` },
  };
  const begun = await tx
    .insert(menuSyncs)
    .values({ merchantId: tx.merchantId, placeId, ...fresh })
    .onConflictDoUpdate({
      target: [menuSyncs.merchantId, menuSyncs.placeId],
      set: fresh,
      setWhere:
        byName === null
          ? sql`${menuSyncs.state} = 'idle' and ${menuSyncs.dueAt} <= now()`
          : sql`${menuSyncs.state} = 'idle'`,
    })
    .returning({ placeId: menuSyncs.placeId });
  return begun.length > 0;
}

/** A running one that waits out a failure goes on now. */
export async function hurryMenuSync(tx: TenantTransaction, placeId: string): Promise<void> {
  await tx
    .update(menuSyncs)
    .set({ dueAt: sql`now()` })
    .where(and(at(tx, placeId), eq(menuSyncs.state, "running")));
}

/** Null where there is nothing to do now or another process is at it. */
export async function takeMenuSyncLease(
  tx: TenantTransaction,
  placeId: string,
  { owner, leaseMs }: { owner: string; leaseMs: number },
): Promise<MenuSync | null> {
  const [row] = await tx
    .update(menuSyncs)
    .set({ leaseOwner: owner, leaseUntil: inMs(leaseMs) })
    .where(
      and(
        at(tx, placeId),
        eq(menuSyncs.state, "running"),
        lte(menuSyncs.dueAt, sql`clock_timestamp()`),
        or(isNull(menuSyncs.leaseUntil), lte(menuSyncs.leaseUntil, sql`clock_timestamp()`)),
      ),
    )
    .returning();
  return row ?? null;
}

const held = (tx: TenantTransaction, placeId: string, owner: string) =>
  and(at(tx, placeId), eq(menuSyncs.leaseOwner, owner), eq(menuSyncs.state, "running"));

/** False: the lease went to another process, which carries on from here. */
export async function keepMenuSyncLease(
  tx: TenantTransaction,
  placeId: string,
  { owner, leaseMs }: { owner: string; leaseMs: number },
): Promise<boolean> {
  const kept = await tx
    .update(menuSyncs)
    .set({ leaseUntil: inMs(leaseMs) })
    .where(held(tx, placeId, owner))
    .returning({ placeId: menuSyncs.placeId });
  return kept.length > 0;
}

export type SyncProgress = Partial<Pick<MenuSync, "pending" | "total" | "done" | "changed" | "brokenRows">>;

/** Only the holder of the lease; false where that is another by now, and then nothing else of the transaction may stay. */
export async function noteMenuSyncProgress(
  tx: TenantTransaction,
  placeId: string,
  { owner, ...progress }: SyncProgress & { owner: string },
): Promise<boolean> {
  const noted = await tx
    .update(menuSyncs)
    .set({ ...progress })
    .where(held(tx, placeId, owner))
    .returning({ placeId: menuSyncs.placeId });
  return noted.length > 0;
}

/** Gives the lease back and lets the run rest: it goes on when it is due, from what is pending. */
export async function restMenuSync(
  tx: TenantTransaction,
  placeId: string,
  rest: { owner: string; pending?: MenuPair[]; failures: number; problem: ReadProblem | null; waitMs: number },
): Promise<void> {
  const { owner, waitMs, ...values } = rest;
  await tx
    .update(menuSyncs)
    .set({ ...values, dueAt: inMs(waitMs), leaseOwner: null, leaseUntil: null })
    .where(held(tx, placeId, owner));
}

export type SyncEnd = {
  owner: string;
  outcome: NonNullable<MenuSync["outcome"]>;
  problem: ReadProblem | null;
  nextInMs: number;
  full: boolean;
};

export async function endMenuSync(
  tx: TenantTransaction,
  placeId: string,
  { owner, outcome, problem, nextInMs, full }: SyncEnd,
): Promise<boolean> {
  const ended = await tx
    .update(menuSyncs)
    .set({
      ...{ state: "idle" as const, outcome, problem, pending: null, failures: 0 },
      ...{ finishedAt: sql`now()`, dueAt: inMs(nextInMs), leaseOwner: null, leaseUntil: null },
      ...(full ? { fullAt: sql`now()` } : {}),
    })
    .where(held(tx, placeId, owner))
    .returning({ placeId: menuSyncs.placeId });
  return ended.length > 0;
}

/** Over all merchants: those that are due to begin, and running ones whose process is gone or that waited long enough. */
export async function listDueMenuSyncs(
  db: Queryable,
  limit: number,
): Promise<{ merchantId: string; placeId: string }[]> {
  const rows = await db.execute<{ merchant_id: string; place_id: string }>(
    sql`select merchant_id, place_id from gate.due_menu_syncs(${limit})`,
  );
  return rows.map((row) => ({ merchantId: row.merchant_id, placeId: row.place_id }));
}
