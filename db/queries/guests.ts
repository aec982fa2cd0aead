import { and, arrayContains, desc, eq, lt, not, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { guestTurns, locations, orders, type TableCodeKey, tableCodeKeys } from "../schema";
import { newestFirst } from "./newest-first";

/** Whose location this is, over all tenants; nothing else of it. */
export async function findMerchantOfLocation(db: Queryable, locationId: string): Promise<string | null> {
  const [row] = await db.execute<{ merchant: string | null }>(
    sql`select gate.merchant_of_location(${locationId}::uuid) as merchant`,
  );
  return row?.merchant ?? null;
}

/** Counts one more, and says how many there were in this slot with it. */
export async function countGuestTurn(tx: TenantTransaction, subject: string, slot: Date): Promise<number> {
  const [row] = await tx
    .insert(guestTurns)
    .values({ merchantId: tx.merchantId, subject, slot, count: 1 })
    .onConflictDoUpdate({
      target: [guestTurns.merchantId, guestTurns.subject, guestTurns.slot],
      set: { count: sql`${guestTurns.count} + 1` },
    })
    .returning({ count: guestTurns.count });
  return row?.count ?? 1;
}

export async function sweepGuestTurns(tx: TenantTransaction, before: Date): Promise<void> {
  await tx.delete(guestTurns).where(and(eq(guestTurns.merchantId, tx.merchantId), lt(guestTurns.slot, before)));
}

/** The one that counts; null before the first code was made. */
export async function findTableCodeKey(tx: TenantTransaction, locationId: string): Promise<TableCodeKey | null> {
  const [row] = await tx
    .select()
    .from(tableCodeKeys)
    .where(and(eq(tableCodeKeys.merchantId, tx.merchantId), eq(tableCodeKeys.locationId, locationId)))
    .orderBy(desc(tableCodeKeys.version))
    .limit(1);
  return row ?? null;
}

/** The newest version first: of each location it is the one that counts. */
export async function listTableCodeKeys(
  tx: TenantTransaction,
): Promise<Pick<TableCodeKey, "locationId" | "version" | "drawnTables" | "drawnAt">[]> {
  const { locationId, version, drawnTables, drawnAt } = tableCodeKeys;
  return tx
    .select({ locationId, version, drawnTables, drawnAt })
    .from(tableCodeKeys)
    .where(eq(tableCodeKeys.merchantId, tx.merchantId))
    .orderBy(desc(version));
}

/** False where the codes of all these tables were drawn before, of this version. */
export async function noteCodesDrawn(
  tx: TenantTransaction,
  { locationId, version, tables, at }: { locationId: string; version: number; tables: readonly number[]; at: Date },
): Promise<boolean> {
  const { drawnTables } = tableCodeKeys;
  const drawn = sql.param([...tables], drawnTables);
  const rows = await tx
    .update(tableCodeKeys)
    .set({
      drawnTables: sql`(select array_agg(distinct t order by t) from unnest(${drawnTables} || ${drawn}::integer[]) t)`,
      drawnAt: at,
    })
    .where(
      and(
        eq(tableCodeKeys.merchantId, tx.merchantId),
        eq(tableCodeKeys.locationId, locationId),
        eq(tableCodeKeys.version, version),
        not(arrayContains(drawnTables, [...tables])),
      ),
    )
    .returning({ id: tableCodeKeys.id });
  return rows.length > 0;
}

/** False when somebody else made this version in the same moment. */
export async function insertTableCodeKey(
  tx: TenantTransaction,
  key: Pick<TableCodeKey, "id" | "locationId" | "version" | "secret" | "createdBy">,
): Promise<boolean> {
  const rows = await tx
    .insert(tableCodeKeys)
    .values({ ...key, merchantId: tx.merchantId })
    .onConflictDoNothing({ target: [tableCodeKeys.locationId, tableCodeKeys.version] })
    .returning({ id: tableCodeKeys.id });
  return rows.length > 0;
}

/** In lower case, or in international form. */
export type GuestContact = { email: string } | { phone: string };

/** In which orders a guest left this, newest first. */
export async function listOrdersOfGuest(tx: TenantTransaction, contact: GuestContact, limit: number) {
  const { id, number, status, refundDueAt, createdAt, customer } = orders;
  return tx
    .select({
      ...{ id, number, status, refundDueAt, createdAt, locationName: locations.name },
      ...{ country: locations.country, timeZone: locations.timeZone },
    })
    .from(orders)
    .innerJoin(locations, eq(locations.id, orders.locationId))
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        "email" in contact
          ? sql`lower(${customer} ->> 'email') = ${contact.email}`
          : sql`(${customer} ->> 'phone') = ${contact.phone}`,
      ),
    )
    .orderBy(newestFirst(createdAt), newestFirst(id))
    .limit(limit);
}
