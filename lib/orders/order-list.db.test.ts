import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listOrderRows, selectOrderRows } from "@/db/queries/order-list";
import { orders } from "@/db/schema";
import { createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { plantTestOrder } from "@/lib/testing/plant-test-order";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

test("a page of the list comes from its index in order: nothing is sorted, however many orders there are", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  const { merchantId } = actor;
  for (let n = 0; n < 3; n += 1) await plantTestOrder(stage.services, { merchantId, locationId });
  await withTenant(stage.services.db, merchantId, async (tx) => {
    const rows = await listOrderRows(tx, {}, { limit: 2 });
    expect(rows).toHaveLength(2);
    const all = await tx.select({ at: orders.createdAt }).from(orders);
    const newest = all.map(({ at }) => at.getTime()).sort((a, b) => b - a);
    expect(rows.map(({ createdAt }) => createdAt.getTime())).toEqual(newest.slice(0, 2));
    // A table of three rows is read whole unless that is forbidden.
    for (const way of ["seqscan", "bitmapscan", "sort"]) await tx.execute(sql.raw(`set local enable_${way} = off`));
    const query = selectOrderRows(tx, {}, { limit: 2 });
    const plan = await tx.execute<{ "QUERY PLAN": string }>(sql`explain ${query.getSQL()}`);
    const steps = plan.map((row) => row["QUERY PLAN"]).join("\n");
    expect(steps).toContain("orders_newest_idx");
    expect(steps.split("Limit")[1]).not.toContain("Sort");
  });
});
