import {
  and,
  asc,
  count,
  eq,
  getTableColumns,
  inArray,
  isNotNull,
  isNull,
  lte,
  ne,
  notInArray,
  type SQL,
  sql,
} from "drizzle-orm";
import type { Queryable, TenantTransaction } from "../client";
import { prepared, preparedWrite } from "../prepared";
import {
  locationLinks,
  type NewOrder,
  type Order,
  type OrderStatus,
  type OrderStep,
  orderCounters,
  orderReferences,
  orders,
} from "../schema";
import { newestFirst } from "./newest-first";

/** The merchant's next order number; whoever asks in the same moment waits for the transaction. */
export async function takeOrderSequence(tx: TenantTransaction): Promise<number> {
  const [row] = await tx
    .insert(orderCounters)
    .values({ merchantId: tx.merchantId, last: 1 })
    .onConflictDoUpdate({ target: orderCounters.merchantId, set: { last: sql`${orderCounters.last} + 1` } })
    .returning({ last: orderCounters.last });
  if (!row) throw new Error("the order counter gave no number");
  return row.last;
}

/** The order with both of its references, in one transaction: no reference exists without its order. */
export async function insertOrder(tx: TenantTransaction, order: Omit<NewOrder, "merchantId">): Promise<Order> {
  const [row] = await tx
    .insert(orders)
    .values({ ...order, merchantId: tx.merchantId })
    .returning();
  if (!row) throw new Error("the order was not stored");
  await insertReference(tx, { reference: row.reference, orderId: row.id, step: "order" });
  await insertReference(tx, { reference: row.paymentReference, orderId: row.id, step: "payment" });
  return row;
}

export async function insertReference(
  tx: TenantTransaction,
  reference: { reference: string; orderId: string; step: OrderStep },
): Promise<void> {
  await tx.insert(orderReferences).values({ ...reference, merchantId: tx.merchantId });
}

const selectOrder = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(orders)
    .where(and(eq(orders.merchantId, merchantId), eq(orders.id, id))),
);

export async function findOrder(tx: TenantTransaction, id: string): Promise<Order | null> {
  const [row] = await selectOrder(tx, { id });
  return row ?? null;
}

const selectOrderToHold = prepared(["id"], (db, { merchantId, id }) =>
  db
    .select()
    .from(orders)
    .where(and(eq(orders.merchantId, merchantId), eq(orders.id, id)))
    .for("no key update"),
);

/** As `findOrder`, and held until the transaction ends: what is decided on it is still true when it is written. */
export async function holdOrder(tx: TenantTransaction, id: string): Promise<Order | null> {
  const [row] = await selectOrderToHold(tx, { id });
  return row ?? null;
}

/** Whether the till may still have something to say of an order that was stored up to then. */
export async function hasOrdersUnderWay(tx: TenantTransaction, storedUpTo: Date): Promise<boolean> {
  const [row] = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        isNotNull(orders.deadlineAt),
        isNotNull(orders.deliverableUntil),
        lte(orders.createdAt, storedUpTo),
        inArray(orders.status, ["submitting", "submitted", "on_pos", "settling", "unconfirmed"]),
      ),
    )
    .limit(1);
  return row !== undefined;
}

export type ReferencedOrder = { orderId: string; step: OrderStep };

const selectReference = prepared(["reference"], (db, { merchantId, reference }) =>
  db
    .select({ orderId: orderReferences.orderId, step: orderReferences.step })
    .from(orderReferences)
    .where(and(eq(orderReferences.merchantId, merchantId), eq(orderReferences.reference, reference))),
);

/** Whose reference this is, be it one of today or one before. */
export async function findReference(tx: TenantTransaction, reference: string): Promise<ReferencedOrder | null> {
  const [row] = await selectReference(tx, { reference });
  return row ?? null;
}

export type OrderMove = {
  from: readonly OrderStatus[];
  step?: OrderStep;
  /** Only while no refund was decided. */
  sendable?: boolean;
  /** The fencing number that the writer holds. */
  version?: number;
  set: Partial<Omit<NewOrder, "id" | "merchantId" | "version">> & { bumpVersion?: boolean };
};

export type MovedOrder = Order & { fromStatus: OrderStatus };

type MoveText = Pick<OrderMove, "from" | "step" | "sendable"> & { fenced: boolean; bumpVersion: boolean };

const updateFrom = preparedWrite(
  orders,
  ["id", "version"],
  (db, { set, given }, { from, step, sendable, fenced, bumpVersion }: MoveText) => {
    const before = db
      .select({ id: orders.id, fromStatus: sql<OrderStatus>`${orders.status}`.as("from_status") })
      .from(orders)
      .where(
        and(
          eq(orders.merchantId, given.merchantId),
          eq(orders.id, given.id),
          inArray(orders.status, [...from]),
          step ? eq(orders.step, step) : undefined,
          sendable ? isNull(orders.refundDecidedAt) : undefined,
          fenced ? eq(orders.version, given.version) : undefined,
        ),
      )
      .for("no key update")
      .as("before");
    return (
      db
        .update(orders)
        .set({ ...set, ...(bumpVersion ? { version: sql`${orders.version} + 1` } : {}), updatedAt: sql`now()` })
        .from(before)
        // By its key here, too: where the statistics still say that a merchant has one order, the planner would otherwise look up and lock `before` for
        // each of its orders.
        .where(and(eq(orders.id, given.id), eq(orders.id, before.id)))
        .returning({ ...getTableColumns(orders), fromStatus: before.fromStatus })
    );
  },
);

/** One conditional update: null when the order is not where the move may begin. */
export async function updateOrderFrom(
  tx: TenantTransaction,
  id: string,
  { from, step, sendable, version, set: { bumpVersion = false, ...set } }: OrderMove,
): Promise<MovedOrder | null> {
  const text = { from, ...(step ? { step } : {}), ...(sendable ? { sendable } : {}), bumpVersion };
  const given = { id, version: version ?? 0 };
  const [row] = await updateFrom(tx, set, given, { ...text, fenced: version !== undefined });
  return row ?? null;
}

const updateOrder = preparedWrite(orders, ["id"], (db, { set, given }) =>
  db
    .update(orders)
    .set({ ...set, updatedAt: sql`now()` })
    .where(and(eq(orders.merchantId, given.merchantId), eq(orders.id, given.id))),
);

/** What changes without a move: facts of the till, flags, deadlines. */
export async function patchOrder(
  tx: TenantTransaction,
  id: string,
  set: Partial<Omit<NewOrder, "id" | "merchantId" | "status" | "step" | "version">>,
): Promise<void> {
  tx.sendAlong(updateOrder(tx, set, { id }, null));
}

/** Where an order is: the place that it was sent to, else the one that its location is linked to. */
const placeOf = sql<string | null>`coalesce(${orders.businessLocationId}, ${locationLinks.businessLocationId})`;

/** Whether another order has that check at this place at Lightspeed already. Another place counts its checks by itself. */
export async function isAccountTaken(
  tx: TenantTransaction,
  { id, environment, businessLocationId }: Pick<Order, "id" | "environment"> & { businessLocationId: string },
  accountIdentifier: string,
): Promise<boolean> {
  const rows = await tx
    .select({ id: orders.id })
    .from(orders)
    .leftJoin(locationLinks, eq(locationLinks.locationId, orders.locationId))
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.accountIdentifier, accountIdentifier),
        eq(orders.environment, environment),
        eq(placeOf, businessLocationId),
        ne(orders.id, id),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export type OrderOnCheck = { order: Order; businessLocationId: string | null };

type CheckToList = Pick<Order, "environment" | "businessLocationId"> & { accountIdentifier: string };

/** The orders whose check this is, in the order in which they are to be held; at any place of the environment where none is named. */
export async function listOrdersOnCheck(
  tx: TenantTransaction,
  { environment, businessLocationId, accountIdentifier }: CheckToList,
): Promise<OrderOnCheck[]> {
  return tx
    .select({ order: getTableColumns(orders), businessLocationId: placeOf })
    .from(orders)
    .leftJoin(locationLinks, eq(locationLinks.locationId, orders.locationId))
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.accountIdentifier, accountIdentifier),
        eq(orders.environment, environment),
        businessLocationId === null ? undefined : eq(placeOf, businessLocationId),
      ),
    )
    .orderBy(asc(orders.id));
}

/** The table at which the newest order of a guest's visit was last seen on the till; null where none was. */
export async function findTableOfVisit(tx: TenantTransaction, visitId: string): Promise<string | null> {
  const [row] = await tx
    .select({ table: orders.tableNumber })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.apiKeyId, visitId),
        eq(orders.channel, "table_qr"),
        isNotNull(orders.onPosAt),
        ne(orders.status, "cancelled"),
      ),
    )
    .orderBy(newestFirst(orders.createdAt))
    .limit(1);
  return row?.table ?? null;
}

export type OpenOrders = { open: number; unpaid: number; later: number };

/** Of a location, what has not reached its end by itself yet; what failed waits for a person and is told elsewhere. */
export async function countOpenOrders(tx: TenantTransaction, locationId: string, now: Date): Promise<OpenOrders> {
  const of = (which: SQL) => sql<number>`count(*) filter (where ${which})`.mapWith(Number);
  const [row] = await tx
    .select({
      open: count(),
      unpaid: of(sql`${orders.status} in ('draft', 'awaiting_payment')`),
      later: of(
        sql`${orders.status} in ('paid', 'submitting', 'submitted', 'unconfirmed') and ${orders.scheduledFor} > ${now.toISOString()}::timestamptz`,
      ),
    })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.locationId, locationId),
        isNotNull(orders.deadlineAt),
        notInArray(orders.status, ["failed", "completed", "cancelled", "refunded"]),
      ),
    );
  return row ?? { open: 0, unpaid: 0, later: 0 };
}

type Due = { merchantId: string; orderId: string };
type DueRow = { merchant_id: string; order_id: string };
const toDue = (rows: Iterable<DueRow>): Due[] =>
  [...rows].map((row) => ({ merchantId: row.merchant_id, orderId: row.order_id }));

/** Over all tenants, the longest waiting first. */
export async function listDueOrders(db: Queryable, now: Date, limit: number, perMerchant: number): Promise<Due[]> {
  return toDue(
    await db.execute<DueRow>(
      sql`select merchant_id, order_id from gate.due_orders(${now.toISOString()}::timestamptz, ${limit}, ${perMerchant})`,
    ),
  );
}

export async function listDueRefunds(db: Queryable, now: Date, limit: number): Promise<Due[]> {
  return toDue(
    await db.execute<DueRow>(
      sql`select merchant_id, order_id from gate.due_order_refunds(${now.toISOString()}::timestamptz, ${limit})`,
    ),
  );
}

export async function listGuestsToErase(db: Queryable, before: Date, limit: number): Promise<Due[]> {
  return toDue(
    await db.execute<DueRow>(
      sql`select merchant_id, order_id from gate.guests_to_erase(${before.toISOString()}::timestamptz, ${limit})`,
    ),
  );
}

/** Whose order the reference belongs to, over all tenants. */
export async function findMerchantOfReference(db: Queryable, reference: string): Promise<string | null> {
  const [row] = await db.execute<{ merchant: string | null }>(
    sql`select gate.merchant_of_reference(${reference}) as merchant`,
  );
  return row?.merchant ?? null;
}
