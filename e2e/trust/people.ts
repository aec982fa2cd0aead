import { randomBytes, randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { locations, type OpeningHours, paymentProfiles } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { completeAuthorization } from "@/lib/lightspeed/connection/complete-authorization";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { startAuthorization } from "@/lib/lightspeed/connection/start-authorization";
import { testConnection } from "@/lib/lightspeed/connection/test-connection";
import { checkLocationSettings } from "@/lib/lightspeed/location-settings/check-location-settings";
import { readAllReadiness } from "@/lib/lightspeed/readiness/read-all-readiness";
import { hintOf, sealCredentials } from "@/lib/payments/credentials";
import { backgroundWorkDone } from "@/lib/testing/background-work";
import { createTestMerchant, type TestMerchant, type TestMerchantOptions } from "@/lib/testing/merchants";
import { asOwner } from "./effects";
import { control, type SandboxAccount } from "./sandbox";
import { stack, stage, variable } from "./stack";

const closed: OpeningHours = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null },
  ...{ friday: null, saturday: null, sunday: null },
};

export const roles = ["owner", "manager", "viewer"] as const;
export type Role = (typeof roles)[number];

export type House = TestMerchant & {
  id: string;
  locationId: string;
  profileId: string;
  /** Marks everything that only this merchant may see: no other body holds it. */
  mark: string;
  cookie: Record<Role, string>;
  actor: Record<Role, Actor>;
  account?: SandboxAccount;
  deliveryId?: string;
  orderId?: string;
  rehearsalId?: string;
  certificateId?: string;
};

/** A merchant with a location, three people who are signed in, and words of its own in every field. */
export async function createHouse(options: TestMerchantOptions = {}): Promise<House> {
  const { db } = stage();
  const mark = `mk${randomBytes(6).toString("hex")}`;
  const made = await createTestMerchant(db, {
    ...{ name: `House ${mark}`, appUrl: stack.appUrl, secret: variable("AUTH_SECRET") },
    ...options,
  });
  const id = made.merchant.id;
  const locationId = randomUUID();
  await withTenant(db, id, (tx) =>
    tx.insert(locations).values({
      ...{ id: locationId, merchantId: id, name: `Place ${mark}`, street: `Street ${mark}` },
      ...{ postalCode: "1000", city: `City ${mark}`, country: "BE", timeZone: "Europe/Brussels", currency: "EUR" },
      openingHours: closed,
    }),
  );
  const profileId = await addPaymentProfile(id, mark);
  const signedIn = await Promise.all(roles.map(async (role) => ({ role, ...(await made.signIn(made[role])) })));
  const by = <T>(pick: (one: (typeof signedIn)[number]) => T) =>
    Object.fromEntries(signedIn.map((one) => [one.role, pick(one)])) as Record<Role, T>;
  return {
    ...made,
    ...{ id, locationId, profileId, mark },
    cookie: by(({ cookie }) => `${cookie.name}=${cookie.value}`),
    actor: by(({ actor }) => actor),
  };
}

/** Of an account that does not exist: what is tried here asks nobody. */
async function addPaymentProfile(merchantId: string, mark: string): Promise<string> {
  const { db, services } = stage();
  const id = randomUUID();
  const credentials = { provider: "stripe", secretKey: `sk_test_${randomBytes(12).toString("hex")}` } as const;
  await withTenant(db, merchantId, (tx) =>
    tx.insert(paymentProfiles).values({
      ...{ id, merchantId, name: `Cards ${mark}`, country: "BE", provider: "stripe", testMode: true },
      ...{ accountId: `acct_${mark}`, credentialsHint: hintOf(credentials) },
      // The daily look at the keys would find none there, and write that down in the middle of a test.
      checkDueAt: new Date(Date.now() + 24 * 3_600_000),
      credentials: sealCredentials(services.keyring, { id, merchantId }, credentials),
    }),
  );
  return id;
}

/** The same, connected to a sandbox account of its own, linked, tested and with log entries. */
export async function createConnectedHouse(
  options: TestMerchantOptions = {},
): Promise<House & { account: SandboxAccount }> {
  const house = await createHouse(options);
  const { services } = stage();
  const { mark } = house;
  const account = await control<SandboxAccount>("POST", "/accounts", {
    email: `till-${mark}@upvendo.test`,
    // Longer than any test: a renewal by the worker in between would look like an effect of what was tried.
    settings: { accessTokenSeconds: 7_200 },
    businesses: [{ name: `Business ${mark}`, locations: [{ name: `Room ${mark}` }, { name: `Terrace ${mark}` }] }],
  });
  const { url } = await startAuthorization(services, house.actor.owner);
  const { location } = await control<{ location: string }>("POST", `/accounts/${account.accountId}/authorize`, {
    ...{ url, password: account.password },
  });
  const outcome = await completeAuthorization(services, {
    actor: house.actor.owner,
    parameters: new URL(location).searchParams,
  });
  if (outcome !== "connected") throw new Error(`a house could not be connected: ${outcome}`);
  const businessLocationId = account.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(services, house.actor.owner, { locationId: house.locationId, businessLocationId });
  // The worker registers the webhook endpoint, which must not look like an effect of what is tried.
  await asOwner((sql) => backgroundWorkDone(sql, house.id));
  // Now, so that the worker's daily check does not fall into a test.
  await checkLocationSettings(services, house.id, house.locationId);
  await readAllReadiness(services, house.id);
  // Menus of a new place are read within a minute; here that would look like an effect too.
  await asOwner(
    (sql) => sql`
      insert into menu_syncs (merchant_id, place_id, state, scope, due_at)
      values (${house.id}, ${businessLocationId}, 'idle', 'all', now() + interval '2 hours')
      on conflict (merchant_id, place_id) do update set due_at = excluded.due_at`,
  );
  await testConnection(services, house.actor.owner);
  const orderId = await insertOrder(house);
  return {
    ...house,
    account,
    deliveryId: await insertDelivery(house),
    orderId,
    ...(await insertCertificate(house, orderId)),
  };
}

/** A dress rehearsal of that order with its certificate, and the merchant's mark in every field. */
async function insertCertificate({ id: merchantId, locationId, mark }: House, orderId: string) {
  const [rehearsalId, certificateId] = [randomUUID(), randomUUID()];
  const hops = [{ id: "link", title: mark, at: new Date().toISOString(), proof: mark, href: "/orders" }];
  await asOwner(async (sql) => {
    await sql`
      insert into rehearsals (id, merchant_id, environment, location_id, order_id, before, started_by_name, started_at)
      values (${rehearsalId}, ${merchantId}, 'sandbox', ${locationId}, ${orderId}, ${sql.json(hops)}, ${mark}, now())`;
    await sql`
      insert into certificates (id, merchant_id, rehearsal_id, environment, merchant_name, location_name, order_number, hops, issued_for,
        issued_at, software_version, hash)
      values (${certificateId}, ${merchantId}, ${rehearsalId}, 'sandbox', ${mark}, ${mark}, ${mark}, ${sql.json(hops)}, ${mark}, now(), '1', ${mark})`;
  });
  return { rehearsalId, certificateId };
}

/** A notification that came and was worked on, with the merchant's mark in it. */
async function insertDelivery({ id: merchantId, mark }: House): Promise<string> {
  const id = randomUUID();
  await asOwner(
    (sql) => sql`
    insert into webhook_events (id, merchant_id, environment, verified, type, vendor_status, reference, body, status, due_at, correlation_id)
    values (${id}, ${merchantId}, 'sandbox', true, 'ORDER', 'SUCCESS', ${`ref-${mark}`}, ${JSON.stringify({ mark })}, 'processed', null, ${id})`,
  );
  return id;
}

/** An order that was never sent, with the merchant's mark in every field. */
async function insertOrder({ id: merchantId, locationId, mark }: House): Promise<string> {
  const id = randomUUID();
  const line = {
    sku: mark,
    name: mark,
    quantity: 1,
    unitPriceMinor: 100,
    modifiers: [],
    subItems: [],
    discountMinor: 0,
  };
  await asOwner(
    (sql) => sql`
    insert into orders (id, merchant_id, location_id, environment, sequence, number, reference, payment_reference, channel, kind, status,
      currency, subtotal_minor, discount_minor, service_charge_minor, tip_minor, total_minor, lines, customer, payment_mode,
      failure_code, failure_detail, failure_step)
    values (${id}, ${merchantId}, ${locationId}, 'sandbox', 900001, 'UPV-900001', ${`UPV-${mark}`}, ${`PAY-${mark}`}, 'kiosk', 'local', 'failed',
      'EUR', 100, 0, 0, 0, 100, ${sql.json([line])}, ${sql.json({ firstName: mark })}, 'separate', 'setup:not_linked', ${mark}, 'order')`,
  );
  return id;
}
