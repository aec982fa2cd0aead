import { withTenant } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import { findEndpoint, saveWebhookLink } from "@/db/queries/webhook-endpoints";
import type { Order } from "@/db/schema";
import { checkLocationSettings } from "@/lib/lightspeed/location-settings/check-location-settings";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { readAllReadiness } from "@/lib/lightspeed/readiness/read-all-readiness";
import type { Stage } from "./connection-stage";
import { createOrderMerchant, follow, type OrderMerchant } from "./order-stage";

/** A merchant with whom every hop before an order is proven. */
export async function createRehearsalMerchant(
  stage: Stage,
  wish: Parameters<typeof createOrderMerchant>[1] = {},
): Promise<OrderMerchant> {
  const merchant = await createOrderMerchant(stage, wish);
  const { actor, locationId, placeId } = merchant;
  const { merchantId } = actor;
  const { services } = stage;
  await withTenant(services.db, merchantId, async (tx) => {
    const endpoint = await findEndpoint(tx);
    if (!endpoint) throw new Error("there is no endpoint");
    await saveWebhookLink(tx, {
      ...{ endpoint: endpoint.id, businessLocationId: placeId, wanted: true, linked: true },
      ...{ warnings: [], problem: null },
    });
  });
  await checkLocationSettings(services, merchantId, locationId, { force: true });
  await readAllReadiness(services, merchantId);
  await startMenuSync(services, actor, { locationId });
  await syncMenus(services, { merchantId, placeId });
  return merchant;
}

/** Until the till has said everything about the order. */
export async function untilOver(stage: Stage, merchant: OrderMerchant, orderId: string): Promise<Order> {
  const { merchantId } = merchant.actor;
  const order = await withTenant(stage.services.db, merchantId, (tx) => findOrder(tx, orderId));
  if (!order) throw new Error("the order is gone");
  return follow(stage, merchant, order, ["completed", "failed"]);
}
