import { randomUUID } from "node:crypto";
import { type Database, withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { inHouseChannels, locations, merchants } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { adoptConsent } from "@/lib/lightspeed/connection/adopt-consent";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { registerEndpoint } from "@/lib/lightspeed/webhooks/register-endpoint";
import { createApiKey } from "@/lib/orders/api-keys";
import type { Services } from "@/lib/services";
import type { SandboxProcess } from "@/lib/testing/sandbox-process";

export type ChaosMerchant = { merchantId: string; accountId: string; placeId: string; apiKey: string };

const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;

/** A merchant who takes orders: connected, linked, profiles chosen, endpoint registered, a key for the channel. */
export async function createChaosMerchant(
  services: Services,
  sandbox: SandboxProcess,
  posProcessingMs = 100,
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
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT" },
    ),
  );
  const { key } = await createApiKey(services, actor, { locationId, channel: "test", name: "Chaos" });
  return { merchantId, accountId: account.accountId, placeId, apiKey: key };
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
      openingHours: Object.fromEntries(days.map((day) => [day, null])) as Record<(typeof days)[number], null>,
    });
  });
}
