import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import postgres from "postgres";
import { expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { createOrderMerchant, follow, payOrder, placeOrder, runJobs, timelineOf } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { retryOrder } from "./retry-order";

const at = orderTests();

type Hop = {
  at: string;
  hop: string;
  direction: string;
  what: string;
  outcome: string | null;
  correlation_id: string | null;
};

const hopsOf = (merchantId: string, number: string) =>
  withTenant(at.stage.services.db, merchantId, async (tx) => [
    ...(await tx.execute<Hop>(sql`select * from order_hops(${number})`)),
  ]);

test("an order's number alone gives every hop from tap to till, in order, and none of another order or merchant", async () => {
  const { merchantId } = at.merchant.actor;
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  const order = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, order);
  await follow(at.stage, at.merchant, order, ["failed"]);
  await runJobs(at.stage);
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(at.stage.services, at.merchant.actor, { orderId: order.id });
  await follow(at.stage, at.merchant, order, ["completed"]);
  await runJobs(at.stage);
  const eventId = randomUUID();
  const owner = postgres(at.stage.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`
    insert into webhook_events (id, merchant_id, environment, verified, type, vendor_status, reference, body, correlation_id, status, due_at)
    values (${eventId}, ${merchantId}, 'sandbox', true, 'ORDER', 'SUCCESS', ${order.reference}, '{}', ${randomUUID()}, 'processed', null)`;
  await owner.end();
  const other = await placeOrder(at.stage, at.merchant);
  await payOrder(at.stage, other);
  const hops = await hopsOf(merchantId, " upv-001 ");
  const times = hops.map((hop) => new Date(hop.at).getTime());
  expect(times).toEqual([...times].sort((a, b) => a - b));
  const said = hops.map(({ hop, what }) => `${hop}: ${what}`);
  const wanted = [
    ...["order: placed", "payment: test payment started", "books: placed", "timeline: payment", "timeline: claim"],
    ...["timeline: orders.submitLocal", "timeline: ORDER FAILURE", "timeline: rejection", "kitchen slip: not_on_till"],
    ...["timeline: repair", "timeline: landing", "kitchen slip: now_on_till", "timeline: payments.apply"],
    ...["timeline: booking", "books: booked"],
  ];
  expect(said).toEqual(expect.arrayContaining([...wanted, "till notice: ORDER SUCCESS"]));
  const first = (what: string) => said.indexOf(what);
  for (const [before, after] of [
    ["order: placed", "timeline: payment"],
    ["timeline: claim", "timeline: rejection"],
    ["timeline: rejection", "kitchen slip: not_on_till"],
    ["kitchen slip: not_on_till", "timeline: repair"],
    ["timeline: landing", "timeline: booking"],
  ] as const)
    expect(first(before)).toBeLessThan(first(after));
  // Everything that the timeline holds, and nothing of the other order.
  const timeline = await timelineOf(at.stage, order);
  expect(hops.filter(({ hop }) => hop === "timeline")).toHaveLength(timeline.length);
  expect(hops.find(({ correlation_id }) => correlation_id === eventId)).toMatchObject({ outcome: "processed" });
  expect(JSON.stringify(hops)).not.toContain(other.reference);
  const stranger = await createOrderMerchant(at.stage);
  expect(await hopsOf(stranger.actor.merchantId, "UPV-001")).toEqual([]);
});
