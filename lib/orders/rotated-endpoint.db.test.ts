import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { rotateEndpoint } from "@/lib/lightspeed/webhooks/rotate-endpoint";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, deliver, follow, heard, payOrder, placeOrder, runJobs } from "@/lib/testing/order-stage";

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

test("an order that is under way while the endpoint gets a new address is still told of, and the old one goes after it", async () => {
  const merchant = await createOrderMerchant(stage);
  const { actor, placeId, endpointId: old } = merchant;
  const client = kSeriesFor(stage.services, actor.merchantId);
  await stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: false });
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["submitted"]);

  await rotateEndpoint(stage.services, actor);
  await runJobs(stage);
  await hoursLater(old, 2);
  await runJobs(stage);
  expect((await client.webhookEndpoints.get({ endpointId: old })).url).toContain(old);

  await stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: true });
  // The till says first that it is there again.
  const notices = await heard(stage, merchant, 2);
  const success = notices.find(({ type, status }) => type === "ORDER" && status === "SUCCESS");
  expect(success?.reference).toBe(order.reference);
  if (success) await deliver(stage, merchant, success);
  await follow(stage, merchant, order, ["completed"]);

  await hoursLater(old, 1);
  await runJobs(stage);
  await expect(client.webhookEndpoints.get({ endpointId: old })).rejects.toThrow("404");
});

test("an old endpoint does not stand for ever because of an order that never ends", async () => {
  const merchant = await createOrderMerchant(stage);
  const { actor, placeId, endpointId: old } = merchant;
  await stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: false });
  const order = await placeOrder(stage, merchant);
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["submitted"]);
  await rotateEndpoint(stage.services, actor);
  await runJobs(stage);
  await hoursLater(old, 15 * 24);
  await runJobs(stage);
  const client = kSeriesFor(stage.services, actor.merchantId);
  await expect(client.webhookEndpoints.get({ endpointId: old })).rejects.toThrow("404");
});

async function hoursLater(endpointId: string, hours: number): Promise<void> {
  await owner`update webhook_endpoints set updated_at = updated_at - make_interval(hours => ${hours}) where endpoint_id = ${endpointId}`;
  await owner`update orders set created_at = created_at - make_interval(hours => ${hours})
    where merchant_id = (select merchant_id from webhook_endpoints where endpoint_id = ${endpointId})`;
  await owner`update graphile_worker._private_jobs set run_at = now() where payload->>'merchantId' =
    (select merchant_id::text from webhook_endpoints where endpoint_id = ${endpointId})`;
}
