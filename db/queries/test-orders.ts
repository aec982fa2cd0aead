import { and, eq, gte, isNull, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { prepared } from "../prepared";
import { type Order, orders } from "../schema";
import { newestFirst } from "./newest-first";

export type TestOrder = Pick<
  Order,
  | "id"
  | "number"
  | "locationId"
  | "businessLocationId"
  | "status"
  | "completedAt"
  | "resolvedAt"
  | "failureDetail"
  | "createdAt"
> & {
  /** When the till last settled a later order of the same location and place; null where none was. */
  provenAgainAt: Date | null;
};

const { id, number, locationId, businessLocationId, status, completedAt, resolvedAt } = orders;
const { failureDetail, createdAt } = orders;

/** Written out, since of a value nobody knows beforehand whether the index of test orders holds for it. */
const isTest = sql`${orders.channel} = 'test'`;

const selectNewestTestOrder = prepared(["environment"], (db, { merchantId, environment }) =>
  db
    .select({
      ...{ id, number, locationId, businessLocationId, status, completedAt, resolvedAt, failureDetail, createdAt },
      // From the newest on, so that a restaurant that sells finds one at once.
      provenAgainAt: sql<Date | null>`(
        select later.completed_at from orders later
         where later.merchant_id = orders.merchant_id and later.location_id = orders.location_id and later.created_at > orders.created_at
           and later.business_location_id is not distinct from orders.business_location_id
           and later.status = 'completed' and later.resolved_at is null
         order by later.created_at desc nulls last limit 1)`.mapWith(completedAt),
    })
    .from(orders)
    .where(and(eq(orders.merchantId, merchantId), isTest, eq(orders.environment, environment)))
    .orderBy(newestFirst(orders.createdAt))
    .limit(1),
);

/** The merchant's own last try of the whole way to the till. */
export async function findNewestTestOrder(
  tx: TenantTransaction,
  environment: Order["environment"],
): Promise<TestOrder | null> {
  const [row] = await selectNewestTestOrder(tx, { environment });
  return row ?? null;
}

const selectCompletedTestOrder = prepared(["environment", "since"], (db, { merchantId, environment, since }) =>
  db
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, merchantId),
        isTest,
        gte(orders.createdAt, since),
        eq(orders.environment, environment),
        eq(orders.status, "completed"),
        isNull(orders.resolvedAt),
      ),
    )
    .limit(1),
);

/** One since then that reached the till and was settled there. */
export async function hasCompletedTestOrder(
  tx: TenantTransaction,
  { environment, since }: { environment: Order["environment"]; since: Date },
): Promise<boolean> {
  const [row] = await selectCompletedTestOrder(tx, { environment, since: since.toISOString() });
  return row !== undefined;
}
