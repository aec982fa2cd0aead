import { and, desc, eq, gte, inArray, lt, or, type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { locations, type OrderChannel, type OrderStatus, orders } from "../schema";
import { isSold, type LocationDay, placedSince } from "./home";
import { newestFirst } from "./newest-first";

export type OrderListQuery = {
  statuses?: readonly OrderStatus[];
  channel?: OrderChannel;
  locationId?: string;
  /** Only what a person must look at. */
  attention?: boolean;
  /** Only what counts as sold. */
  sold?: boolean;
  currency?: string;
  /** Since each location's day began, and of these locations only. */
  days?: readonly LocationDay[];
  from?: Date;
  until?: Date;
  search?: OrderSearch;
};

/** What the words in the search field may be; what they cannot be is left out. */
export type OrderSearch = { text: string; sequence?: number; amounts?: readonly { currency: string; minor: number }[] };

export type OrderListCursor = { createdAt: Date; id: string };

const columns = {
  id: orders.id,
  number: orders.number,
  reference: orders.reference,
  channel: orders.channel,
  kind: orders.kind,
  status: orders.status,
  step: orders.step,
  tableNumber: orders.tableNumber,
  currency: orders.currency,
  totalMinor: orders.totalMinor,
  customer: orders.customer,
  collectAt: orders.collectAt,
  failureCode: orders.failureCode,
  failureStep: orders.failureStep,
  flag: orders.flag,
  resolvedAt: orders.resolvedAt,
  createdAt: orders.createdAt,
  updatedAt: orders.updatedAt,
  locationId: orders.locationId,
};

export type OrderListRow = Awaited<ReturnType<typeof listOrderRows>>[number];

/**
 * Newest first, from behind the cursor on. Each way of filtering has its index; nothing is counted. The page is chosen before it is joined: of a
 * join the planner may think so little that it reads and sorts every order.
 */
export async function listOrderRows(tx: TenantTransaction, query: OrderListQuery, page: OrderListPage) {
  return selectOrderRows(tx, query, page);
}

type OrderListPage = { after?: OrderListCursor | undefined; limit: number };

export function selectOrderRows(tx: TenantTransaction, query: OrderListQuery, { after, limit }: OrderListPage) {
  const page = tx
    .select(columns)
    .from(orders)
    .where(and(eq(orders.merchantId, tx.merchantId), ...conditions(query), after && behind(after)))
    .orderBy(newestFirst(orders.createdAt), newestFirst(orders.id))
    .limit(limit)
    .as("page");
  return tx
    .select({
      ...page._.selectedFields,
      locationName: locations.name,
      country: locations.country,
      timeZone: locations.timeZone,
    })
    .from(page)
    .innerJoin(locations, eq(locations.id, page.locationId))
    .orderBy(desc(page.createdAt), desc(page.id));
}

const behind = ({ createdAt, id }: OrderListCursor): SQL =>
  sql`(${orders.createdAt}, ${orders.id}) < (${createdAt.toISOString()}::timestamptz, ${id}::uuid)`;

const needsAttention = sql`(${orders.status} in ('failed', 'unconfirmed') or ${orders.flag} is not null)`;

function conditions(query: OrderListQuery): (SQL | undefined)[] {
  const { statuses, channel, locationId, attention, sold, currency, days, from, until, search } = query;
  return [
    statuses && statuses.length > 0 ? inArray(orders.status, [...statuses]) : undefined,
    channel ? eq(orders.channel, channel) : undefined,
    locationId ? eq(orders.locationId, locationId) : undefined,
    attention ? needsAttention : undefined,
    sold ? isSold() : undefined,
    currency ? eq(orders.currency, currency) : undefined,
    days ? placedSince(days) : undefined,
    from ? gte(orders.createdAt, from) : undefined,
    until ? lt(orders.createdAt, until) : undefined,
    search ? found(search) : undefined,
  ];
}

/** The order number, one of its references, the table or the amount. */
function found({ text, sequence, amounts = [] }: OrderSearch): SQL | undefined {
  return or(
    eq(orders.number, text.toUpperCase()),
    eq(orders.reference, text.toUpperCase()),
    eq(orders.paymentReference, text.toUpperCase()),
    eq(orders.tableNumber, text),
    sequence === undefined ? undefined : eq(orders.sequence, sequence),
    ...amounts.map(({ currency, minor }) => and(eq(orders.totalMinor, minor), eq(orders.currency, currency))),
  );
}

const selectNewestFailedOrder = prepared(["since"], (db, { merchantId, since }) =>
  db
    .select({
      id: orders.id,
      number: orders.number,
      locationId: orders.locationId,
      failureCode: orders.failureCode,
      failureDetail: orders.failureDetail,
    })
    .from(orders)
    // Written out for its index: the plan of what pages ask is kept (`readTenant`).
    .where(and(eq(orders.merchantId, merchantId), sql`${orders.status} = 'failed'`, gte(orders.createdAt, since)))
    .orderBy(newestFirst(orders.createdAt))
    .limit(1),
);

/** Null where none has failed since then. */
export async function findNewestFailedOrder(tx: TenantTransaction, since: Date) {
  const [row] = await selectNewestFailedOrder(tx, { since: since.toISOString() });
  return row ?? null;
}

/** How many orders need somebody; counts at most `atMost`. */
export async function countOrdersNeedingAttention(tx: TenantTransaction, atMost = 100): Promise<number> {
  const [row] = await tx.execute<{ count: number }>(sql`
    select count(*)::int as count from (
      select 1 from ${orders} where ${orders.merchantId} = ${tx.merchantId} and ${needsAttention} limit ${atMost}) as found`);
  return row?.count ?? 0;
}

/** Why orders of a location stand where a person must look, each reason once; more than `limit` is null. */
export async function listTroubles(tx: TenantTransaction, locationId: string, limit = 500) {
  const rows = await tx
    .select({
      status: orders.status,
      step: orders.step,
      code: orders.failureCode,
      detail: orders.failureDetail,
    })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.locationId, locationId),
        inArray(orders.status, ["failed", "unconfirmed"]),
      ),
    )
    .groupBy(orders.status, orders.step, orders.failureCode, orders.failureDetail)
    .limit(limit + 1);
  return rows.length > limit ? null : rows;
}
