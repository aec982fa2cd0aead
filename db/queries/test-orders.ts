import { and, eq, gte, isNull } from "drizzle-orm";
import type { TenantTransaction } from "../client";
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
>;

/** The merchant's own last try of the whole way to the till. */
export async function findNewestTestOrder(
  tx: TenantTransaction,
  environment: Order["environment"],
): Promise<TestOrder | null> {
  const { id, number, locationId, businessLocationId, status, completedAt, resolvedAt } = orders;
  const { failureDetail, createdAt } = orders;
  const [row] = await tx
    .select({
      ...{ id, number, locationId, businessLocationId, status, completedAt, resolvedAt, failureDetail, createdAt },
    })
    .from(orders)
    .where(and(eq(orders.merchantId, tx.merchantId), eq(orders.channel, "test"), eq(orders.environment, environment)))
    .orderBy(newestFirst(orders.createdAt))
    .limit(1);
  return row ?? null;
}

/** One since then that reached the till and was settled there. */
export async function hasCompletedTestOrder(
  tx: TenantTransaction,
  { environment, since }: { environment: Order["environment"]; since: Date },
): Promise<boolean> {
  const [row] = await tx
    .select({ id: orders.id })
    .from(orders)
    .where(
      and(
        eq(orders.merchantId, tx.merchantId),
        eq(orders.channel, "test"),
        gte(orders.createdAt, since),
        eq(orders.environment, environment),
        eq(orders.status, "completed"),
        isNull(orders.resolvedAt),
      ),
    )
    .limit(1);
  return row !== undefined;
}
