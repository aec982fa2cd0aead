import { and, asc, eq, gte, inArray, isNotNull, isNull, lt, lte, ne, or, sql } from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import {
  ledgerEntries,
  locations,
  orderReferences,
  orders,
  payments,
  type Reconciliation,
  reconciliations,
  refunds,
} from "../schema";
import { type LinkedPlace, toPlace } from "./location-settings";
import { newestFirst } from "./newest-first";

type Key = { locationId: string; day: string };

const at = (tx: TenantTransaction, { locationId, day }: Key) =>
  and(
    eq(reconciliations.merchantId, tx.merchantId),
    eq(reconciliations.locationId, locationId),
    eq(reconciliations.day, day),
  );

/** Makes a day that is to be compared; one that is there and not compared is given a time again where it has none. */
export async function expectDay(tx: TenantTransaction, day: Key & { currency: string; dueAt: Date }): Promise<void> {
  await tx
    .insert(reconciliations)
    .values({ ...day, merchantId: tx.merchantId, state: "waiting" })
    .onConflictDoUpdate({
      target: [reconciliations.merchantId, reconciliations.locationId, reconciliations.day],
      set: { dueAt: day.dueAt },
      setWhere: and(isNull(reconciliations.dueAt), isNull(reconciliations.comparedAt)),
    });
}

/** Somebody wants it now. */
export async function askForDay(
  tx: TenantTransaction,
  { now, ...day }: Key & { currency: string; now: Date },
): Promise<void> {
  await tx
    .insert(reconciliations)
    .values({ ...day, merchantId: tx.merchantId, state: "waiting", dueAt: now })
    .onConflictDoUpdate({
      target: [reconciliations.merchantId, reconciliations.locationId, reconciliations.day],
      set: { dueAt: now },
    });
}

export async function listDueDays(tx: TenantTransaction, locationId: string, now: Date): Promise<string[]> {
  const rows = await tx
    .select({ day: reconciliations.day })
    .from(reconciliations)
    .where(
      and(
        eq(reconciliations.merchantId, tx.merchantId),
        eq(reconciliations.locationId, locationId),
        lte(reconciliations.dueAt, now),
      ),
    )
    .orderBy(asc(reconciliations.day))
    .limit(31);
  return rows.map(({ day }) => day);
}

export async function isDayExpected(tx: TenantTransaction, locationId: string): Promise<boolean> {
  const rows = await tx
    .select({ day: reconciliations.day })
    .from(reconciliations)
    .where(
      and(
        eq(reconciliations.merchantId, tx.merchantId),
        eq(reconciliations.locationId, locationId),
        sql`${reconciliations.dueAt} is not null`,
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export async function findReconciliation(tx: TenantTransaction, key: Key): Promise<Reconciliation | null> {
  const [row] = await tx.select().from(reconciliations).where(at(tx, key));
  return row ?? null;
}

type Outcome = Omit<Reconciliation, "merchantId" | "locationId" | "day">;

/** An answer that was asked for earlier never replaces a newer one; false where it came too late. */
export async function saveReconciliation(
  tx: TenantTransaction,
  key: Key,
  outcome: Outcome & { triedAt: Date },
): Promise<boolean> {
  const saved = await tx
    .insert(reconciliations)
    .values({ ...key, ...outcome, merchantId: tx.merchantId })
    .onConflictDoUpdate({
      target: [reconciliations.merchantId, reconciliations.locationId, reconciliations.day],
      set: outcome,
      setWhere: or(isNull(reconciliations.triedAt), lte(reconciliations.triedAt, outcome.triedAt)),
    })
    .returning({ day: reconciliations.day });
  return saved.length > 0;
}

export type ReconciliationRow = Reconciliation & {
  locationName: string;
  region: { country: string; timeZone: string };
};

/** Newest first. */
export async function listReconciliations(
  tx: TenantTransaction,
  { locationId, before, limit }: { locationId?: string | undefined; before?: string | undefined; limit: number },
): Promise<ReconciliationRow[]> {
  const rows = await tx
    .select({
      row: reconciliations,
      locationName: locations.name,
      region: { country: locations.country, timeZone: locations.timeZone },
    })
    .from(reconciliations)
    .innerJoin(locations, eq(locations.id, reconciliations.locationId))
    .where(
      and(
        eq(reconciliations.merchantId, tx.merchantId),
        locationId === undefined ? undefined : eq(reconciliations.locationId, locationId),
        before === undefined ? undefined : lt(reconciliations.day, before),
      ),
    )
    .orderBy(newestFirst(reconciliations.day), asc(locations.name))
    .limit(limit);
  return rows.map(({ row, ...location }) => ({ ...row, ...location }));
}

/** Over all merchants. */
export async function listDueReconciliations(db: Queryable, now: Date, limit: number): Promise<LinkedPlace[]> {
  const rows = await db.execute<Parameters<typeof toPlace>[0]>(
    sql`select * from gate.due_reconciliations(${now.toISOString()}::timestamptz, ${limit})`,
  );
  return rows.map(toPlace);
}

type Window = { from: Date; to: Date };

/** Orders of the location whose money moved between two moments. */
export async function listOrdersWithMoney(
  tx: TenantTransaction,
  locationId: string,
  { from, to }: Window,
): Promise<string[]> {
  const rows = await tx
    .select({ id: ledgerEntries.orderId })
    .from(ledgerEntries)
    .innerJoin(orders, eq(orders.id, ledgerEntries.orderId))
    .where(
      and(
        eq(ledgerEntries.merchantId, tx.merchantId),
        ne(ledgerEntries.posting, "placed"),
        gte(ledgerEntries.at, from),
        lt(ledgerEntries.at, to),
        eq(orders.locationId, locationId),
      ),
    )
    .groupBy(ledgerEntries.orderId);
  return rows.map(({ id }) => id);
}

/** The places at Lightspeed that these orders were sent to. */
export async function listPlacesOfOrders(tx: TenantTransaction, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ placeId: orders.businessLocationId })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        inArray(orders.id, [...ids]),
        ne(orders.channel, "test"),
        isNotNull(orders.businessLocationId),
      ),
    )
    .groupBy(orders.businessLocationId);
  return rows.flatMap(({ placeId }) => placeId ?? []);
}

export async function listOrdersOfReferences(
  tx: TenantTransaction,
  references: readonly string[],
): Promise<{ reference: string; orderId: string }[]> {
  if (references.length === 0) return [];
  return tx
    .select({ reference: orderReferences.reference, orderId: orderReferences.orderId })
    .from(orderReferences)
    .where(and(eq(orderReferences.merchantId, tx.merchantId), inArray(orderReferences.reference, [...references])));
}

/** Attempts to pay that began between two moments: of those whose provider shows its books one payment at a time. */
export async function listPaymentsBegun(tx: TenantTransaction, locationId: string, { from, to }: Window) {
  return tx
    .select()
    .from(payments)
    .where(
      and(
        eq(payments.merchantId, tx.merchantId),
        eq(payments.locationId, locationId),
        gte(payments.createdAt, from),
        lt(payments.createdAt, to),
      ),
    );
}

/** Payments that the provider's books name, by our id or by the provider's. */
export async function listPaymentsNamed(
  tx: TenantTransaction,
  profileId: string,
  { ids, providerIds }: { ids: readonly string[]; providerIds: readonly string[] },
) {
  const named = [
    ...(ids.length > 0 ? [inArray(payments.id, [...ids])] : []),
    ...(providerIds.length > 0
      ? [and(eq(payments.profileId, profileId), inArray(payments.providerPaymentId, [...providerIds]))]
      : []),
  ];
  if (named.length === 0) return [];
  return tx
    .select()
    .from(payments)
    .where(and(eq(payments.merchantId, tx.merchantId), or(...named)));
}

/** These orders with all that the comparison needs of them. */
export async function readOrderBooks(tx: TenantTransaction, ids: readonly string[]) {
  if (ids.length === 0) return { orders: [], references: [], entries: [], payments: [], refunds: [] };
  const wanted = [...ids];
  // Sent together: one way to the database and back.
  const [found, references, entries, paid, given] = await Promise.all([
    tx
      .select()
      .from(orders)
      .where(and(eq(orders.merchantId, tx.merchantId), inArray(orders.id, wanted))),
    tx
      .select()
      .from(orderReferences)
      .where(and(eq(orderReferences.merchantId, tx.merchantId), inArray(orderReferences.orderId, wanted))),
    tx
      .select()
      .from(ledgerEntries)
      .where(and(eq(ledgerEntries.merchantId, tx.merchantId), inArray(ledgerEntries.orderId, wanted))),
    tx
      .select()
      .from(payments)
      .where(and(eq(payments.merchantId, tx.merchantId), inArray(payments.orderId, wanted))),
    tx
      .select()
      .from(refunds)
      .where(and(eq(refunds.merchantId, tx.merchantId), inArray(refunds.orderId, wanted))),
  ]);
  return { orders: found, references, entries, payments: paid, refunds: given };
}

export type OrderBooks = Awaited<ReturnType<typeof readOrderBooks>>;
