import { expect, test } from "vitest";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { rotateEndpoint } from "@/lib/lightspeed/webhooks/rotate-endpoint";
import { createOrderMerchant, deliver, follow, heard, payOrder, placeOrder, runJobs } from "@/lib/testing/order-stage";
import { ownedStage } from "@/lib/testing/owned-stage";

const on = ownedStage();

test("an order that is under way while the endpoint gets a new address is still told of, and the old one goes after it", async () => {
  const merchant = await createOrderMerchant(on.stage);
  const { actor, placeId, endpointId: old } = merchant;
  const client = kSeriesFor(on.stage.services, actor.merchantId);
  await on.stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: false });
  const order = await placeOrder(on.stage, merchant);
  await payOrder(on.stage, order);
  await follow(on.stage, merchant, order, ["submitted"]);

  await rotateEndpoint(on.stage.services, actor);
  await runJobs(on.stage);
  await hoursLater(old, 2);
  await runJobs(on.stage);
  expect((await client.webhookEndpoints.get({ endpointId: old })).url).toContain(old);

  await on.stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: true });
  // The till says first that it is there again.
  const notices = await heard(on.stage, merchant, 2);
  const success = notices.find(({ type, status }) => type === "ORDER" && status === "SUCCESS");
  expect(success?.reference).toBe(order.reference);
  if (success) await deliver(on.stage, merchant, success);
  await follow(on.stage, merchant, order, ["completed"]);

  await hoursLater(old, 1);
  await runJobs(on.stage);
  await expect(client.webhookEndpoints.get({ endpointId: old })).rejects.toThrow("404");
});

test("an old endpoint does not stand for ever because of an order that never ends", async () => {
  const merchant = await createOrderMerchant(on.stage);
  const { actor, placeId, endpointId: old } = merchant;
  await on.stage.sandbox.control("PATCH", `/till/${placeId}`, { availableDevices: false });
  const order = await placeOrder(on.stage, merchant);
  await payOrder(on.stage, order);
  await follow(on.stage, merchant, order, ["submitted"]);
  await rotateEndpoint(on.stage.services, actor);
  await runJobs(on.stage);
  await hoursLater(old, 15 * 24);
  await runJobs(on.stage);
  const client = kSeriesFor(on.stage.services, actor.merchantId);
  await expect(client.webhookEndpoints.get({ endpointId: old })).rejects.toThrow("404");
});

async function hoursLater(endpointId: string, hours: number): Promise<void> {
  await on.owner`update webhook_endpoints set updated_at = updated_at - make_interval(hours => ${hours}) where endpoint_id = ${endpointId}`;
  await on.owner`update orders set created_at = created_at - make_interval(hours => ${hours})
    where merchant_id = (select merchant_id from webhook_endpoints where endpoint_id = ${endpointId})`;
  await on.owner`update graphile_worker._private_jobs set run_at = now() where payload->>'merchantId' =
    (select merchant_id::text from webhook_endpoints where endpoint_id = ${endpointId})`;
}
