import { withTenant } from "@/db/client";
import { findEndpoint } from "@/db/queries/webhook-endpoints";
import { pollAvailability } from "@/lib/lightspeed/availability/poll-availability";
import { disconnect } from "@/lib/lightspeed/connection/disconnect";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { logFor } from "@/lib/lightspeed/connection/log";
import { checkLocationSettings } from "@/lib/lightspeed/location-settings/check-location-settings";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { removeAtVendor } from "@/lib/lightspeed/webhooks/endpoint-at-vendor";
import { readEndpoint } from "@/lib/lightspeed/webhooks/read-endpoint";
import type { PointId } from "@/lib/setup/help/document";
import { type HelpScene, hear, spoil } from "./help-stage";
import { placeOrder } from "./order-stage";
import { connects, opens, type PlantedRow, presses, reconnects, tells } from "./planted-types";

type Topic = "webhook-silent" | "menu-not-loading" | "availability" | "financial" | "order-error" | "disconnecting";

const remove = ({ services, actor }: HelpScene) => disconnect(services, actor, { confirmation: "Lightspeed" });

const withdraw =
  (scope: string) =>
  ({ owner, merchantId }: HelpScene) =>
    owner`update connections set scopes = array_remove(scopes, ${scope}) where merchant_id = ${merchantId}`;

const unlink = ({ owner, locationId }: HelpScene) =>
  owner`update location_links set active = false where location_id = ${locationId}`;

/** A choice that Lightspeed's lists do not have, as the next check finds it. */
const choose = (column: "order_profile_dine_in" | "payment_method_code") => async (scene: HelpScene) => {
  const { owner, services, merchantId, locationId } = scene;
  await owner`update location_settings set ${owner(column)} = 'GONE' where location_id = ${locationId}`;
  await checkLocationSettings(services, merchantId, locationId, { force: true });
};

const stopReport =
  (done: number) =>
  ({ owner, merchantId, placeId }: HelpScene) =>
    owner`
  insert into sales_loads (merchant_id, place_id, state, from_day, to_day, current, total, done, started_at, problem)
  values (${merchantId}, ${placeId}, 'failed', '2026-03-01', '2026-03-07', false, 7, ${done}, now(),
    ${owner.json({ message: "Lightspeed has a fault of its own (500).", remedy: "Try again in a minute." })})`;

export const plantedWorking: Record<Extract<PointId, `${Topic}.${string}`>, PlantedRow> = {
  "webhook-silent.registered": {
    plant: async ({ services, merchantId }) => {
      const endpoint = await withTenant(services.db, merchantId, findEndpoint);
      await removeAtVendor(kSeriesFor(services, merchantId), endpoint?.endpointId ?? "");
      await readEndpoint(services, merchantId);
    },
    ...{ seen: /otherwise than we registered it: Endpoint\./, fix: presses("repair-endpoint") },
  },
  "webhook-silent.credentials": {
    plant: async () => {},
    // Somebody took the two variables out of the environment.
    services: (services) => ({
      ...services,
      lightspeed: { ...services.lightspeed, webhooks: { ...services.lightspeed.webhooks, credentials: null } },
    }),
    ...{ seen: /not given the user and password that we ask for now/, fix: presses("repair-endpoint") },
  },
  "webhook-silent.portal": {
    plant: ({ owner, merchantId }) => owner`
      with gone as (delete from webhook_events where merchant_id = ${merchantId})
      update webhook_endpoints set registered_at = now() - interval '2 days' where merchant_id = ${merchantId}`,
    ...{ asks: true, seen: /^No event has come yet\.$/, fix: tells },
  },
  "webhook-silent.public": {
    plant: ({ owner, merchantId }) => owner`
      with gone as (delete from webhook_events where merchant_id = ${merchantId})
      update webhook_endpoints set url = 'http://localhost:9/webhook' where merchant_id = ${merchantId}`,
    ...{ seen: /this computer itself/, fix: opens(/^\/lightspeed\/webhooks#test-event$/) },
  },

  "menu-not-loading.location-id": {
    plant: unlink,
    ...{ seen: /^Old Town is not linked/, fix: opens(/^\/lightspeed\?tab=settings#links$/) },
  },
  "menu-not-loading.menus": {
    plant: async (scene) => {
      const { services, actor, locationId, merchantId, placeId } = scene;
      await spoil(scene, "menus", 500);
      await startMenuSync(services, actor, { locationId });
      await syncMenus(services, { merchantId, placeId });
    },
    ...{ seen: /^Old Town: .*\(500\)/, fix: presses("sync-menus") },
  },
  "menu-not-loading.logs": {
    plant: ({ services, merchantId }) =>
      logFor(services, merchantId, {
        ...{ level: "warning", operation: "Synchronise menus", message: "A row was left out." },
      }),
    ...{ asks: true, seen: /A row was left out/, fix: opens(/^\/lightspeed\?tab=status&level=warning#log-\d+$/) },
  },
  "menu-not-loading.scopes": {
    plant: withdraw("orders-api"),
    ...{ seen: /permission orders-api was not granted/, fix: reconnects },
  },

  "availability.location-id": {
    plant: ({ owner, merchantId }) => owner`update connections set businesses = '[]' where merchant_id = ${merchantId}`,
    ...{ seen: /no longer among your locations/, fix: opens(/^\/lightspeed\?tab=settings#links$/) },
  },
  "availability.get-post": {
    plant: async (scene) => {
      await spoil(scene, "availability", 403);
      await pollAvailability(scene.services, { merchantId: scene.merchantId, businessLocationId: scene.placeId });
    },
    ...{ seen: /^Old Town: .*\(403\)/, fix: presses("read-counts") },
  },
  "availability.deactivated": {
    plant: ({ owner, merchantId, placeId }) => owner`
      insert into item_availability (merchant_id, environment, business_location_id, sku, count, read_at, source)
      values (${merchantId}, 'sandbox', ${placeId}, 'OLD-SOUP', 3, now(), 'webhook')`,
    ...{
      seen: /^OLD-SOUP has a count at Old Town and is on no menu/,
      fix: opens(/^\/lightspeed\/items\?q=OLD-SOUP#items$/),
    },
  },

  "financial.location-id": {
    plant: ({ owner, merchantId }) =>
      owner`update connections set businesses_read_at = null where merchant_id = ${merchantId}`,
    ...{ seen: /was not read since the last sign-in/, fix: presses("read-businesses") },
  },
  "financial.range": {
    plant: stopReport(0),
    seen: /sales of Old Town from 2026-03-01 to 2026-03-07 could not be read/,
    fix: opens(/^\/lightspeed\/reports\?place=[0-9a-f-]{36}&from=2026-03-01&to=2026-03-07#load$/),
  },
  "financial.paginated": {
    plant: stopReport(3),
    seen: /^3 of 7 days were read, then it stopped/,
    fix: opens(/^\/lightspeed\/reports\?place=[0-9a-f-]{36}&from=2026-03-01&to=2026-03-07#load$/),
  },
  "financial.scopes": {
    plant: withdraw("financial-api"),
    ...{ seen: /permission financial-api was not granted/, fix: reconnects },
  },

  "order-error.location-id": {
    plant: unlink,
    ...{ seen: /^Old Town is not linked/, fix: opens(/^\/lightspeed\?tab=settings#links$/) },
  },
  "order-error.skus": {
    plant: async (scene) => {
      const { id } = await placeOrder(scene.stage, scene);
      await scene.owner`
        update orders set status = 'failed', failure_code = 'till:refused', failure_detail = 'Unknown SKU MAI-X'
        where id = ${id}`;
    },
    seen: /^UPV-001 failed: Unknown SKU MAI-X$/,
    fix: opens(/^\/lightspeed\/menus\?part=health&place=[0-9a-f-]{36}#health$/),
  },
  "order-error.profile": {
    plant: choose("order_profile_dine_in"),
    ...{ seen: /^Old Town: .*GONE/, fix: opens(/^\/lightspeed\?tab=settings#order-settings$/) },
  },
  "order-error.endpoint": {
    plant: ({ owner, merchantId }) =>
      owner`update webhook_endpoints set status = 'pending' where merchant_id = ${merchantId}`,
    ...{ seen: /No endpoint is registered/, fix: presses("register-endpoint") },
  },
  "order-error.oopayment": {
    plant: choose("payment_method_code"),
    ...{ seen: /^Old Town: .*GONE/, fix: opens(/^\/lightspeed\?tab=settings#order-settings$/) },
  },

  "disconnecting.go": {
    guide: { because: "the way to a button is no fault", fix: opens(/^\/lightspeed\?tab=settings#delete$/) },
  },
  "disconnecting.delete": {
    plant: async () => {},
    as: "manager",
    ...{ seen: /Only owners can delete the integration/, fix: opens(/^\/settings\/team#members$/) },
  },
  "disconnecting.cleared": {
    plant: async (scene) => {
      await spoil(scene, "revoke", 503);
      await remove(scene);
    },
    ...{ seen: /^Permission at Lightspeed: Lightspeed has not confirmed/, fix: tells },
  },
  "disconnecting.no-data": {
    plant: async (scene) => {
      await remove(scene);
      await hear(scene.owner, scene.merchantId);
    },
    ...{ seen: /still sends events/, fix: tells },
  },
  "disconnecting.channel": {
    plant: ({ owner, merchantId }) =>
      owner`update in_house_channels set provider_integrated = null where merchant_id = ${merchantId}`,
    ...{ seen: /has lost its provider/, fix: reconnects },
  },
  "disconnecting.reconnect": {
    guide: { because: "to be disconnected after Delete is no fault", plant: remove, fix: connects },
  },
};
