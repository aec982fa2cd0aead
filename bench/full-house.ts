import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { withTenant } from "@/db/client";
import { locations, webhookEndpoints } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { updateBillingProfile } from "@/lib/billing/update-billing-profile";
import { parseKeyring } from "@/lib/crypto/keyring";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { updateLocationSettings } from "@/lib/lightspeed/location-settings/update-location-settings";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { assignLocations } from "@/lib/payments/profiles/assign-locations";
import { createProfile } from "@/lib/payments/profiles/create-profile";
import { connect, openStage, type Stage } from "@/lib/testing/connection-stage";
import { allDay } from "@/lib/testing/guest-stage";
import { createTestMerchant } from "@/lib/testing/merchants";
import { switchAllOn } from "@/lib/testing/open-channels";
import { type OrderMerchant, payOrder, placeOrder } from "@/lib/testing/order-stage";
import { paymentsAt } from "@/lib/testing/payments-at";
import { plantCertificate } from "@/lib/testing/plant-certificate";
import { timeOrderedId } from "@/lib/time-ordered-id";
import { type BenchApp, startBenchApp } from "./bench-app";

/** A restaurant with everything set up and something on every page, the app that shows it, and its owner's session. */
export type FullHouse = {
  app: BenchApp;
  stage: Stage;
  actor: Actor;
  cookie: string;
  locationId: string;
  placeId: string;
  profileId: string;
  orderId: string;
  certificateId: string;
  deliveryId: string;
  personId: string;
  close: () => Promise<void>;
};

export async function openFullHouse(root: string, urls: { appUrl: string; ownerUrl: string }): Promise<FullHouse> {
  const key = `k1:${randomBytes(32).toString("base64")}`;
  const stage = await openStage(urls);
  stage.services.keyring = parseKeyring(key);
  const app = await startBenchApp(root, urls.appUrl, { env: environmentOf(stage, key) });
  stage.services.payments = paymentsAt(stage.sandbox.url, app.url);
  const { services } = stage;
  const merchant = await createTestMerchant(services.db, { appUrl: app.url, secret: app.secret });
  const { cookie, actor } = await merchant.signIn(merchant.owner);
  const account = await stage.sandbox.createAccount({ settings: { accessTokenSeconds: 3600 } });
  const { merchantId } = actor;
  const [location] = await withTenant(services.db, merchantId, (tx) =>
    tx
      .insert(locations)
      .values({
        ...{ merchantId, name: "Old Town", street: "Grote Markt 1", postalCode: "1000", city: "Brussels" },
        ...{ country: "BE", timeZone: "Europe/Brussels", currency: "EUR", openingHours: allDay },
      })
      .returning(),
  );
  const outcome = await connect(stage, actor, account);
  if (outcome !== "connected") throw new Error(`connecting ended as ${outcome}`);
  const deliveryId = timeOrderedId(Date.now());
  await withTenant(services.db, merchantId, async (tx) => {
    const endpointId = `bench${randomBytes(16).toString("hex")}`;
    await tx.insert(webhookEndpoints).values({
      ...{ merchantId, environment: "sandbox", endpointId, url: `${app.url}/webhook/lightspeed/${endpointId}` },
      status: "registered",
    });
  });
  await insertDelivery(urls.ownerUrl, { id: deliveryId, merchantId });
  const locationId = location?.id ?? "";
  const placeId = account.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(services, actor, { locationId, businessLocationId: placeId });
  await updateLocationSettings(services, actor, {
    ...{ locationId, businessLocationId: placeId, orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY" },
    ...{ paymentMethodCode: "OOPAYMENT", staffId: null, deliveryTimeLimitMs: 600_000, paymentMode: "separate" },
  });
  await updateBillingProfile(services, actor, {
    ...{ legalName: "Brasserie BV", street: "Grand-Place 1", postalCode: "1000", city: "Brussels", country: "BE" },
    ...{ vatNumber: "BE0203201340", invoiceEmail: "invoices@brasserie.test" },
  });
  await startMenuSync(services, actor, { locationId });
  for (let turn = 0; turn < 20; turn += 1) await syncMenus(services, { merchantId, placeId });
  const { secretKey } = await stage.sandbox.control<{ secretKey: string }>("POST", "/payments/accounts", {
    provider: "stripe",
  });
  const { id: profileId } = await createProfile(services, actor, {
    ...{ provider: "stripe", name: "Cards", country: "BE", secretKey },
  });
  await assignLocations(services, actor, { id: profileId, locationIds: [locationId] });
  await switchAllOn(stage, { actor, locationId });
  const seller: OrderMerchant = { actor, account, locationId, placeId, endpointId: "", seen: { last: 0 } };
  const order = await placeOrder(stage, seller);
  await payOrder(stage, order);
  const certificateId = await plantCertificate(services, actor, { orderId: order.id, locationId });
  return {
    ...{ app, stage, actor, cookie: `${cookie.name}=${cookie.value}`, locationId, placeId, profileId },
    ...{ orderId: order.id, certificateId, deliveryId, personId: merchant.viewer.id },
    close: async () => {
      await app.stop();
      await stage.close();
    },
  };
}

/** As if it had come and been worked on. The app's role adds none by itself. */
async function insertDelivery(ownerUrl: string, { id, merchantId }: { id: string; merchantId: string }): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await owner`insert into webhook_events ${owner({
    ...{ id, correlation_id: id, merchant_id: merchantId, environment: "sandbox", received_at: new Date() },
    ...{ type: "ORDER", status: "processed", outcome: "Done.", due_at: null, attempts: 1, verified: true },
    ...{ headers: owner.json({ "content-type": "application/json" }), body: JSON.stringify({ type: "ORDER" }) },
  })}`;
  await owner.end();
}

/** So that the app and the workers reach the same pretend Lightspeed and Stripe as the stage. */
export function environmentOf({ sandbox }: Pick<Stage, "sandbox">, key: string): Record<string, string> {
  const realm = `${sandbox.url}/realms/k-series/protocol/openid-connect`;
  return {
    TOKEN_ENCRYPTION_KEYS: key,
    ...{ LIGHTSPEED_AUTHORIZATION_URL: `${realm}/auth`, LIGHTSPEED_TOKEN_URL: `${realm}/token` },
    ...{ LIGHTSPEED_REVOCATION_URL: `${realm}/revoke`, LIGHTSPEED_API_URL: sandbox.url },
    ...{ LIGHTSPEED_CLIENT_ID: sandbox.clientId, LIGHTSPEED_CLIENT_SECRET: sandbox.clientSecret },
    ...{ STRIPE_API_URL: sandbox.url, VIVA_API_URL: sandbox.url, VIVA_ACCOUNTS_URL: sandbox.url },
  };
}
