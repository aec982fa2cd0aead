import { randomUUID } from "node:crypto";
import { type Database, withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { inHouseChannels, locations, merchants, type OpeningHours, type PaymentMode } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { adoptConsent } from "@/lib/lightspeed/connection/adopt-consent";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { registerEndpoint } from "@/lib/lightspeed/webhooks/register-endpoint";
import { createApiKey } from "@/lib/orders/api-keys";
import type { Services } from "@/lib/services";
import { switchAllOn } from "@/lib/testing/open-channels";
import { payThrough } from "@/lib/testing/pay-through";
import type { SandboxProcess } from "@/lib/testing/sandbox-process";

export type ChaosMerchant = {
  merchantId: string;
  actor: Actor;
  accountId: string;
  placeId: string;
  apiKey: string;
  provider: "stripe" | "viva";
  /** The account at the payment provider. */
  bankAccount: string;
};

type Wish = {
  provider: ChaosMerchant["provider"];
  paymentMode: PaymentMode;
  /** Where the payment providers send their notices. */
  noticesUrl: string;
  posProcessingMs?: number;
};

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** A merchant who takes orders: connected, linked, profiles chosen, endpoint registered, guests' payments taken, a key for the channel. */
export async function createChaosMerchant(
  services: Services,
  sandbox: SandboxProcess,
  { provider, paymentMode, noticesUrl, posProcessingMs = 100 }: Wish,
): Promise<ChaosMerchant> {
  const [merchantId, locationId] = [randomUUID(), randomUUID()];
  const actor: Actor = {
    ...{ sessionId: randomUUID(), merchantId, merchantName: "Chaos", userId: randomUUID(), userName: "Owner" },
    ...{ email: "owner@chaos.test", role: "owner" },
  };
  const account = await sandbox.createAccount({ settings: { posProcessingMs, accessTokenSeconds: 3600 } });
  const answer = await sandbox.control<Record<string, string>>("POST", `/accounts/${account.accountId}/tokens`, {
    scopes: services.oauth.config.scopes,
  });
  await prepare(services.db, { merchantId, locationId });
  await withTenant(services.db, merchantId, (tx) =>
    adoptConsent(services, tx, {
      tokens: {
        ...{ accessToken: String(answer.access_token), refreshToken: String(answer.refresh_token) },
        ...{ accessLifetime: Number(answer.expires_in), refreshLifetime: null, scopes: services.oauth.config.scopes },
      },
      businesses: account.businesses,
      by: actor,
    }),
  );
  const placeId = account.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(services, actor, { locationId, businessLocationId: placeId });
  await registerEndpoint(services, merchantId);
  await withTenant(services.db, merchantId, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT", paymentMode },
    ),
  );
  await switchAllOn({ services }, { actor, locationId });
  const { account: bankAccount } = await payThrough(
    { ...services, payments: { ...services.payments, appUrl: noticesUrl } },
    sandbox,
    { actor, locationId, provider },
  );
  const { key } = await createApiKey(services, actor, { locationId, channel: "online", name: "Chaos" });
  return { ...{ merchantId, actor, accountId: account.accountId, placeId, apiKey: key }, provider, bankAccount };
}

async function prepare(
  db: Database,
  { merchantId, locationId }: { merchantId: string; locationId: string },
): Promise<void> {
  await withTenant(db, merchantId, async (tx) => {
    await tx.insert(merchants).values({ id: merchantId, name: "Chaos" });
    await tx.insert(inHouseChannels).values({ merchantId });
    await tx.insert(locations).values({
      ...{ id: locationId, merchantId, name: "Chaos", street: "Street 1", postalCode: "1000", city: "Brussels" },
      ...{ country: "BE", timeZone: "Europe/Brussels", currency: "EUR" },
      openingHours: Object.fromEntries(days.map((day) => [day, { open: "00:00", close: "00:00" }])) as OpeningHours,
    });
  });
}
