import { and, eq, inArray, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type ReadProblem, type SnapshotRow, snapshots } from "../schema";

export type SnapshotName = { kind: string; key: string };

/** As stored, with what only the database's clock can say. */
export type FoundSnapshot = Pick<SnapshotRow, "data" | "readAt" | "problem" | "tries"> & {
  ageMs: number | null;
  /** Too soon after a failure to ask again. */
  resting: boolean;
};

const named = (tx: TenantTransaction, { kind, key }: SnapshotName) =>
  and(eq(snapshots.merchantId, tx.merchantId), eq(snapshots.kind, kind), eq(snapshots.key, key));

const selectSnapshot = prepared(["kind", "key"], (db, { merchantId, kind, key }) =>
  db
    .select({
      data: snapshots.data,
      readAt: snapshots.readAt,
      problem: snapshots.problem,
      tries: snapshots.tries,
      ageMs: sql<number | null>`(extract(epoch from clock_timestamp() - ${snapshots.readAt}) * 1000)::float8`,
      resting: sql<boolean>`coalesce(${snapshots.retryAt} > clock_timestamp(), false)`,
    })
    .from(snapshots)
    .where(and(eq(snapshots.merchantId, merchantId), eq(snapshots.kind, kind), eq(snapshots.key, key))),
);

export async function findSnapshot(tx: TenantTransaction, name: SnapshotName): Promise<FoundSnapshot | null> {
  const [row] = await selectSnapshot(tx, { kind: name.kind, key: name.key });
  return row ?? null;
}

/** What was last read of each of these; nothing of what never was. */
export async function listSnapshots(
  tx: TenantTransaction,
  kind: string,
  keys: readonly string[],
): Promise<Pick<SnapshotRow, "key" | "data" | "readAt">[]> {
  if (keys.length === 0) return [];
  const { key, data, readAt } = snapshots;
  return tx
    .select({ key, data, readAt })
    .from(snapshots)
    .where(and(eq(snapshots.merchantId, tx.merchantId), eq(snapshots.kind, kind), inArray(key, [...keys])));
}

/** Without the data: for whoever waits until another's read has ended. */
export async function countSnapshotTries(tx: TenantTransaction, name: SnapshotName): Promise<number> {
  const [row] = await tx.select({ tries: snapshots.tries }).from(snapshots).where(named(tx, name));
  return row?.tries ?? 0;
}

/** False while another holds it, or where a try has ended since the caller looked. */
export async function takeSnapshotLease(
  tx: TenantTransaction,
  name: SnapshotName,
  { owner, tries, leaseMs }: { owner: string; tries: number; leaseMs: number },
): Promise<boolean> {
  // Not now(): that is when the transaction began, and it may have waited for the row.
  const until = sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'`;
  const taken = await tx
    .insert(snapshots)
    .values({ merchantId: tx.merchantId, ...name, leaseOwner: owner, leaseUntil: until })
    .onConflictDoUpdate({
      target: [snapshots.merchantId, snapshots.kind, snapshots.key],
      set: { leaseOwner: owner, leaseUntil: until },
      setWhere: sql`${snapshots.tries} = ${tries} and (${snapshots.leaseUntil} is null or ${snapshots.leaseUntil} < clock_timestamp())`,
    })
    .returning({ tries: snapshots.tries });
  return taken.length > 0;
}

export async function renewSnapshotLease(
  tx: TenantTransaction,
  name: SnapshotName,
  { owner, leaseMs }: { owner: string; leaseMs: number },
): Promise<void> {
  await tx
    .update(snapshots)
    .set({ leaseUntil: sql`clock_timestamp() + ${leaseMs} * interval '1 millisecond'` })
    .where(and(named(tx, name), eq(snapshots.leaseOwner, owner)));
}

const over = { tries: sql`${snapshots.tries} + 1`, leaseOwner: null, leaseUntil: null };

/** Only the holder of the lease stores: one who was frozen and comes late overwrites nothing newer. */
export async function storeSnapshot(
  tx: TenantTransaction,
  name: SnapshotName,
  { owner, data }: { owner: string; data: unknown },
): Promise<void> {
  await tx
    .update(snapshots)
    .set({ data, readAt: sql`clock_timestamp()`, problem: null, retryAt: null, ...over })
    .where(and(named(tx, name), eq(snapshots.leaseOwner, owner)));
}

export async function noteSnapshotProblem(
  tx: TenantTransaction,
  name: SnapshotName,
  { owner, problem, restMs }: { owner: string; problem: ReadProblem; restMs: number },
): Promise<void> {
  await tx
    .update(snapshots)
    .set({ problem, retryAt: sql`clock_timestamp() + ${restMs} * interval '1 millisecond'`, ...over })
    .where(and(named(tx, name), eq(snapshots.leaseOwner, owner)));
}

export async function releaseSnapshotLease(tx: TenantTransaction, name: SnapshotName, owner: string): Promise<void> {
  await tx
    .update(snapshots)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(named(tx, name), eq(snapshots.leaseOwner, owner)));
}
