import { sql } from "drizzle-orm";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, placeOrder } from "@/lib/testing/order-stage";
import { moveOrder } from "./move-order";

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

test("a move of one order reads a busy evening's orders once at most, whatever the statistics of the quiet hour before say", async () => {
  // One order each: so the planner expects one of every merchant.
  const merchants = [];
  for (let n = 0; n < 3; n += 1) merchants.push(await createOrderMerchant(stage));
  const orders = await Promise.all(merchants.map((merchant) => placeOrder(stage, merchant)));
  await owner`vacuum analyze orders`;
  const [order] = orders;
  if (!order) throw new Error("no order");
  const columns = await owner<{ name: string }[]>`
    select quote_ident(column_name) as name from information_schema.columns where table_name = 'orders' and table_schema = 'public'`;
  const others: Record<string, string> = {
    ...{ id: "gen_random_uuid()", sequence: "sequence + n", number: "number || '-' || n" },
    ...{ reference: "reference || '-' || n", payment_reference: "payment_reference || '-' || n" },
  };
  const names = columns.map(({ name }) => name);
  await owner.unsafe(
    `insert into orders (${names.join()}) select ${names.map((name) => others[name] ?? name).join()} from orders, generate_series(1, 100) n where id = $1`,
    [order.id],
  );
  const { merchantId } = order;
  const read = await withTenant(stage.services.db, merchantId, async (tx) => {
    const moved = await moveOrder(tx, order.id, "payment", { now: new Date(), line: { message: "Paid" } });
    expect(moved).toMatchObject({ id: order.id, status: "paid" });
    const [row] = await tx.execute<{ read: string }>(
      sql`select coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0) as read from pg_stat_xact_user_tables where relname = 'orders'`,
    );
    return Number(row?.read);
  });
  expect(read).toBeLessThan(500);
});
