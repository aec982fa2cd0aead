import { and, asc, desc, eq, inArray, isNotNull, isNull, notInArray, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Issue, issues, locations, users } from "../schema";
import { newestFirst } from "./newest-first";

export type IssueIdentity = { kind: string; key: string };

export type RaisedIssue = IssueIdentity &
  Pick<Issue, "severity" | "title" | "body" | "remedy" | "href" | "locationId"> & { at: Date };

const its = (tx: TenantTransaction, { kind, key }: IssueIdentity) =>
  and(eq(issues.merchantId, tx.merchantId), eq(issues.kind, kind), eq(issues.key, key));

/** Counts up, opens or reopens. `opened`: it did not stand open before. */
export async function upsertIssue(
  tx: TenantTransaction,
  { at, kind, key, ...said }: RaisedIssue,
): Promise<{ id: string; opened: boolean }> {
  const [before] = await tx
    .select({ id: issues.id, resolvedAt: issues.resolvedAt })
    .from(issues)
    .where(its(tx, { kind, key }))
    .for("update");
  const again = before !== undefined && before.resolvedAt !== null;
  const [row] = await tx
    .insert(issues)
    .values({ ...said, kind, key, merchantId: tx.merchantId, firstAt: at, openedAt: at, lastAt: at })
    .onConflictDoUpdate({
      target: [issues.merchantId, issues.kind, issues.key],
      set: {
        ...said,
        lastAt: at,
        count: sql`${issues.count} + 1`,
        ...(again ? { reopened: sql`${issues.reopened} + 1`, openedAt: at, ...unsaid } : {}),
      },
    })
    .returning({ id: issues.id, inserted: sql<boolean>`xmax = 0` });
  if (!row) throw new Error("the issue was not stored");
  return { id: row.id, opened: row.inserted || again };
}

const unsaid = { resolvedAt: null, proof: null, announcedAt: null, remindedAt: null, recoveryAt: null };

export type ClosedIssue = Pick<Issue, "id" | "announcedAt">;

/** Null when it does not stand open. */
export async function closeIssue(
  tx: TenantTransaction,
  identity: IssueIdentity,
  { at, proof }: { at: Date; proof: string },
): Promise<ClosedIssue | null> {
  const [row] = await tx
    .update(issues)
    .set({ resolvedAt: at, proof })
    .where(and(its(tx, identity), isNull(issues.resolvedAt)))
    .returning({ id: issues.id, announcedAt: issues.announcedAt });
  return row ?? null;
}

export type IssueSelection = {
  kinds: string[];
  /** Only of these locations. */
  locationIds?: string[];
  /** Not those with these keys. */
  except?: string[];
};

/** Those of them that stand open. */
export async function closeIssues(
  tx: TenantTransaction,
  { kinds, locationIds, except = [] }: IssueSelection,
  { at, proof }: { at: Date; proof: string },
): Promise<ClosedIssue[]> {
  return tx
    .update(issues)
    .set({ resolvedAt: at, proof })
    .where(
      and(
        eq(issues.merchantId, tx.merchantId),
        isNull(issues.resolvedAt),
        inArray(issues.kind, kinds),
        locationIds ? inArray(issues.locationId, locationIds) : undefined,
        except.length > 0 ? notInArray(issues.key, except) : undefined,
      ),
    )
    .returning({ id: issues.id, announcedAt: issues.announcedAt });
}

export async function findIssue(tx: TenantTransaction, id: string): Promise<Issue | null> {
  const [row] = await tx
    .select()
    .from(issues)
    .where(and(eq(issues.merchantId, tx.merchantId), eq(issues.id, id)));
  return row ?? null;
}

export async function noteNotice(
  tx: TenantTransaction,
  id: string,
  notice: Partial<Pick<Issue, "announcedAt" | "remindedAt" | "recoveryAt">>,
): Promise<void> {
  await tx
    .update(issues)
    .set(notice)
    .where(and(eq(issues.merchantId, tx.merchantId), eq(issues.id, id)));
}

export type IssueRow = Issue & { locationName: string | null };

const selectOpenIssues = prepared(["limit"], (db, { merchantId, limit }) =>
  db
    .select({ issue: issues, locationName: locations.name })
    .from(issues)
    .leftJoin(locations, eq(locations.id, issues.locationId))
    .where(and(eq(issues.merchantId, merchantId), isNull(issues.resolvedAt)))
    .orderBy(asc(issues.severity), desc(issues.lastAt))
    .limit(limit),
);

/** The urgent ones first, then the newest. */
export async function listOpenIssues(tx: TenantTransaction, limit: number): Promise<IssueRow[]> {
  const rows = await selectOpenIssues(tx, { limit });
  return rows.map(({ issue, locationName }) => ({ ...issue, locationName }));
}

const selectResolvedIssues = prepared(["limit"], (db, { merchantId, limit }) =>
  db
    .select({ issue: issues, locationName: locations.name })
    .from(issues)
    .leftJoin(locations, eq(locations.id, issues.locationId))
    .where(and(eq(issues.merchantId, merchantId), isNotNull(issues.resolvedAt)))
    .orderBy(newestFirst(issues.resolvedAt))
    .limit(limit),
);

export async function listResolvedIssues(tx: TenantTransaction, limit: number): Promise<IssueRow[]> {
  const rows = await selectResolvedIssues(tx, { limit });
  return rows.map(({ issue, locationName }) => ({ ...issue, locationName }));
}

export async function listOwnerEmails(tx: TenantTransaction): Promise<string[]> {
  const rows = await tx
    .select({ email: users.email })
    .from(users)
    .where(and(eq(users.merchantId, tx.merchantId), eq(users.role, "owner"), isNull(users.disabledAt)))
    .orderBy(asc(users.email));
  return rows.map(({ email }) => email);
}

/** The keys of a kind that stand open (at a location); held, so that of two that could close one the second sees what the first did. */
export async function holdOpenKeys(tx: TenantTransaction, kind: string, locationId?: string): Promise<string[]> {
  const rows = await tx
    .select({ key: issues.key })
    .from(issues)
    .where(
      and(
        eq(issues.merchantId, tx.merchantId),
        eq(issues.kind, kind),
        locationId === undefined ? undefined : eq(issues.locationId, locationId),
        isNull(issues.resolvedAt),
      ),
    )
    .orderBy(asc(issues.id))
    .for("update");
  return rows.map(({ key }) => key);
}
