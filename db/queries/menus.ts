import { and, asc, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type MenuPair, type MenuRow, type MenuVersion, menus, menuVersions, type ReadProblem } from "../schema";
import { newestFirst } from "./newest-first";

export type MenuName = { placeId: string; menuId: string; profile: string };

const named = (tx: TenantTransaction, { placeId, menuId, profile }: MenuName) =>
  and(
    eq(menus.merchantId, tx.merchantId),
    eq(menus.placeId, placeId),
    eq(menus.menuId, menuId),
    eq(menus.profile, profile),
  );

const selectMenuRows = prepared(["placeId"], (db, { merchantId, placeId }) =>
  db
    .select({
      menu: menus,
      itemCount: menuVersions.itemCount,
      brokenCount: sql<number | null>`json_array_length(${menuVersions.broken})`,
    })
    .from(menus)
    .leftJoin(menuVersions, eq(menuVersions.id, menus.versionId))
    .where(and(eq(menus.merchantId, merchantId), eq(menus.placeId, placeId)))
    .orderBy(asc(menus.position), asc(menus.name), asc(menus.menuId), asc(menus.profile)),
);

/** Every menu and order profile that was ever listed at the place, in the vendor's order; without contents. */
export async function listMenuRows(
  tx: TenantTransaction,
  placeId: string,
): Promise<(MenuRow & { itemCount: number | null; brokenCount: number | null })[]> {
  const rows = await selectMenuRows(tx, { placeId });
  return rows.map(({ menu, ...counts }) => ({ ...menu, ...counts }));
}

export async function findMenuRow(tx: TenantTransaction, name: MenuName): Promise<MenuRow | null> {
  const [row] = await tx.select().from(menus).where(named(tx, name));
  return row ?? null;
}

const selectCurrentMenus = prepared(["placeId", "profile"], (db, { merchantId, placeId, profile }) =>
  db
    .select()
    .from(menus)
    .where(
      and(
        eq(menus.merchantId, merchantId),
        eq(menus.placeId, placeId),
        eq(menus.profile, profile),
        isNull(menus.goneAt),
        sql`${menus.versionId} is not null`,
      ),
    )
    .orderBy(asc(menus.position), asc(menus.menuId)),
);

/** The menus that may be sold from with an order profile. */
export async function listCurrentMenus(tx: TenantTransaction, placeId: string, profile: string): Promise<MenuRow[]> {
  return selectCurrentMenus(tx, { placeId, profile });
}

export async function findVersion(tx: TenantTransaction, id: string): Promise<MenuVersion | null> {
  const [row] = await tx
    .select()
    .from(menuVersions)
    .where(and(eq(menuVersions.merchantId, tx.merchantId), eq(menuVersions.id, id)));
  return row ?? null;
}

/** What became of a menu, newest first; without contents. */
export async function listVersions(
  tx: TenantTransaction,
  { placeId, menuId, profile }: MenuName,
  limit: number,
): Promise<Omit<MenuVersion, "content">[]> {
  const { content: _, ...columns } = versionColumns;
  return tx
    .select(columns)
    .from(menuVersions)
    .where(
      and(
        eq(menuVersions.merchantId, tx.merchantId),
        eq(menuVersions.placeId, placeId),
        eq(menuVersions.menuId, menuId),
        eq(menuVersions.profile, profile),
      ),
    )
    .orderBy(newestFirst(menuVersions.seq))
    .limit(limit);
}

const versionColumns = {
  id: menuVersions.id,
  merchantId: menuVersions.merchantId,
  seq: menuVersions.seq,
  placeId: menuVersions.placeId,
  menuId: menuVersions.menuId,
  profile: menuVersions.profile,
  hash: menuVersions.hash,
  currency: menuVersions.currency,
  content: menuVersions.content,
  form: menuVersions.form,
  itemCount: menuVersions.itemCount,
  broken: menuVersions.broken,
  changes: menuVersions.changes,
  changeCount: menuVersions.changeCount,
  createdAt: menuVersions.createdAt,
};

/** What the vendor lists now. What it lists no more is marked, and comes back unmarked. */
export async function storeMenuList(
  tx: TenantTransaction,
  placeId: string,
  pairs: readonly MenuPair[],
  menuIds: readonly string[],
): Promise<void> {
  const atPlace = and(eq(menus.merchantId, tx.merchantId), eq(menus.placeId, placeId));
  if (pairs.length > 0)
    await tx
      .insert(menus)
      .values(pairs.map((pair) => ({ ...pair, merchantId: tx.merchantId, placeId })))
      .onConflictDoUpdate({
        target: [menus.merchantId, menus.placeId, menus.menuId, menus.profile],
        set: { name: sql`excluded.name`, position: sql`excluded.position`, goneAt: null },
      });
  await tx
    .update(menus)
    .set({ goneAt: sql`now()` })
    .where(and(atPlace, isNull(menus.goneAt), menuIds.length > 0 ? notInArray(menus.menuId, [...menuIds]) : undefined));
}

/** Profiles that are gone take their menus along. */
export async function markProfilesGone(
  tx: TenantTransaction,
  placeId: string,
  profiles: readonly string[],
): Promise<void> {
  await tx
    .update(menus)
    .set({ goneAt: sql`now()` })
    .where(
      and(
        eq(menus.merchantId, tx.merchantId),
        eq(menus.placeId, placeId),
        isNull(menus.goneAt),
        notInArray(menus.profile, [...profiles]),
      ),
    );
}

export type NewVersion = Pick<
  MenuVersion,
  "hash" | "currency" | "content" | "form" | "itemCount" | "broken" | "changes" | "changeCount"
>;

/** The new content and the pointer to it in the caller's one transaction. */
export async function storeVersion(tx: TenantTransaction, name: MenuName, version: NewVersion): Promise<string> {
  const { placeId, menuId, profile } = name;
  const [row] = await tx
    .insert(menuVersions)
    .values({ ...version, placeId, menuId, profile, merchantId: tx.merchantId })
    .returning({ id: menuVersions.id });
  if (!row) throw new Error("the version was not stored");
  await tx.update(menus).set({ versionId: row.id }).where(named(tx, name));
  return row.id;
}

export async function noteMenuRead(tx: TenantTransaction, name: MenuName, rich: boolean): Promise<void> {
  await tx
    .update(menus)
    .set({ readAt: sql`now()`, problem: null, ...(rich ? { richReadAt: sql`now()` } : {}) })
    .where(named(tx, name));
}

export async function noteMenuProblem(tx: TenantTransaction, name: MenuName, problem: ReadProblem): Promise<void> {
  await tx.update(menus).set({ problem }).where(named(tx, name));
}

/** Lets go of contents that newer ones have followed; a page that shows one of the last few still finds it. */
export async function forgetOldContents(tx: TenantTransaction, name: MenuName, kept: number): Promise<void> {
  const newest = (await listVersions(tx, name, kept)).map(({ id }) => id);
  if (newest.length < kept) return;
  await tx
    .update(menuVersions)
    .set({ content: null })
    .where(
      and(
        eq(menuVersions.merchantId, tx.merchantId),
        eq(menuVersions.placeId, name.placeId),
        eq(menuVersions.menuId, name.menuId),
        eq(menuVersions.profile, name.profile),
        notInArray(menuVersions.id, newest),
        sql`${menuVersions.content} is not null`,
      ),
    );
}

/** Keeps the history bounded. */
export async function forgetOldVersions(tx: TenantTransaction, name: MenuName, kept: number): Promise<void> {
  const [last] = await tx
    .select({ seq: menuVersions.seq })
    .from(menuVersions)
    .where(
      and(
        eq(menuVersions.merchantId, tx.merchantId),
        eq(menuVersions.placeId, name.placeId),
        eq(menuVersions.menuId, name.menuId),
        eq(menuVersions.profile, name.profile),
      ),
    )
    .orderBy(newestFirst(menuVersions.seq))
    .offset(kept)
    .limit(1);
  if (!last) return;
  await tx
    .delete(menuVersions)
    .where(
      and(
        eq(menuVersions.merchantId, tx.merchantId),
        eq(menuVersions.placeId, name.placeId),
        eq(menuVersions.menuId, name.menuId),
        eq(menuVersions.profile, name.profile),
        sql`${menuVersions.seq} <= ${last.seq}`,
      ),
    );
}

export async function listVersionsById(tx: TenantTransaction, ids: readonly string[]): Promise<MenuVersion[]> {
  if (ids.length === 0) return [];
  return tx
    .select()
    .from(menuVersions)
    .where(and(eq(menuVersions.merchantId, tx.merchantId), inArray(menuVersions.id, [...ids])));
}
