import { randomBytes } from "node:crypto";
import { withTenant } from "@/db/client";
import { locations } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { parseKeyring } from "@/lib/crypto/keyring";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { connect, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createTestMerchant } from "@/lib/testing/merchants";
import { type BenchApp, startBenchApp } from "./bench-app";

/** The built app, the sandbox, and somebody signed in whose restaurant is linked to a place of the sandbox. */
export type Shop = {
  app: BenchApp;
  stage: Stage;
  actor: Actor;
  account: { accountId: string };
  cookie: { name: string; value: string };
  locationId: string;
  placeId: string;
  close: () => Promise<void>;
};

const openingHours = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null, friday: null, saturday: null, sunday: null },
};

export async function openShop(
  root: string,
  urls: { appUrl: string; ownerUrl: string },
  template: "brasserie" | "cellar",
): Promise<Shop> {
  const key = `k1:${randomBytes(32).toString("base64")}`;
  const stage = await openStage(urls);
  stage.services.keyring = parseKeyring(key);
  const app = await startBenchApp(root, urls.appUrl, {
    env: { TOKEN_ENCRYPTION_KEYS: key, LIGHTSPEED_API_URL: stage.sandbox.url },
  });
  const merchant = await createTestMerchant(stage.services.db, { appUrl: app.url, secret: app.secret });
  const { cookie, actor } = await merchant.signIn(merchant.owner);
  const [location] = await withTenant(stage.services.db, actor.merchantId, (tx) =>
    tx
      .insert(locations)
      .values({
        ...{ merchantId: actor.merchantId, name: "Old Town", street: "Grote Markt 1", postalCode: "1000" },
        ...{ city: "Brussels", country: "BE", timeZone: "Europe/Brussels", currency: "EUR", openingHours },
      })
      .returning(),
  );
  const account = await stage.sandbox.createAccount({
    settings: { accessTokenSeconds: 3600 },
    businesses: [{ name: "Bench", locations: [{ name: "Old Town", template, historyDays: 0 }] }],
  });
  const outcome = await connect(stage, actor, account);
  if (outcome !== "connected") throw new Error(`connecting ended as ${outcome}`);
  const locationId = location?.id ?? "";
  const placeId = account.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(stage.services, actor, { locationId, businessLocationId: placeId });
  const close = async () => {
    await app.stop();
    await stage.close();
  };
  return { app, stage, actor, account, cookie, locationId, placeId, close };
}
