import postgres from "postgres";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrderChannel } from "@/db/schema";
import { updateBillingProfile } from "@/lib/billing/update-billing-profile";
import { updateBrand } from "@/lib/brand/update-brand";
import { getPrerequisites } from "@/lib/setup/get-prerequisites";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { openChannels } from "@/lib/testing/open-channels";
import { createOrderMerchant, type OrderMerchant } from "@/lib/testing/order-stage";
import { plantTestOrder } from "@/lib/testing/plant-test-order";
import { getChannels } from "./get-channels";
import { switchChannel } from "./switch-channel";

let stage: Stage;
let merchant: OrderMerchant;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

/** Everything is there; the kiosk and all others are on. */
beforeEach(async () => {
  merchant = await createOrderMerchant(stage);
  const { actor, locationId, placeId } = merchant;
  const { merchantId } = actor;
  await updateBillingProfile(stage.services, actor, {
    ...{ legalName: "Brasserie BV", street: "Grand-Place 1", postalCode: "1000", city: "Brussels", country: "BE" },
    ...{ vatNumber: "BE0203201340", invoiceEmail: "invoices@brasserie.test" },
  });
  await updateBrand(stage.services, actor, { name: "Chez Nous", accent: "#8a1538", ground: "#fffaf2", ink: "#1b1b1b" });
  await plantTestOrder(stage.services, { merchantId, locationId });
  await openChannels(stage, merchant);
  await owner`
    insert into payment_webhook_secrets (id, merchant_id, profile_id, secret)
    select gen_random_uuid(), merchant_id, id, 'v1.k1.sealed' from payment_profiles where merchant_id = ${merchantId}`;
  await owner`
    insert into webhook_links (merchant_id, endpoint, business_location_id, wanted, linked)
    select merchant_id, id, ${placeId}, true, true from webhook_endpoints where merchant_id = ${merchantId}`;
});

const mine = () => merchant.actor.merchantId;
const turn = (on: boolean, channel: OrderChannel = "kiosk") =>
  switchChannel(stage.services, merchant.actor, { locationId: merchant.locationId, channel, on });
async function stopping(channel: OrderChannel = "kiosk"): Promise<string[]> {
  const { locations } = await getChannels(stage.services, mine());
  const found = locations.find(({ id }) => id === merchant.locationId)?.channels.find((one) => one.channel === channel);
  return found?.blockedBy.map(({ code }) => code) ?? ["no such channel"];
}
const step = async (wanted: string) => (await getPrerequisites(stage.services, mine())).find(({ id }) => id === wanted);
const drift = (...fields: string[]) => owner`
  update webhook_endpoints set drift = ${fields.length > 0 ? owner.json(fields.map((field) => ({ field, ours: "a", theirs: "b" }))) : null}
   where merchant_id = ${mine()}`;

/** It sells on; once it is off it cannot go live again, and says why on both pages. */
async function expectHeldUp(code: string, words: RegExp, prerequisite: string) {
  expect(await stopping()).toEqual([]);
  await turn(false);
  expect(await stopping()).toEqual([code]);
  await expect(turn(true)).rejects.toThrow(words);
  expect(await step(prerequisite)).toMatchObject({ done: false, stops: "selling" });
  // The in-house channel has no guests.
  await turn(true, "in_house");
}

test("with everything there, a guests' channel goes live and nothing stops it", async () => {
  await turn(false);
  expect(await stopping()).toEqual([]);
  await turn(true);
  expect(await stopping()).toEqual([]);
});

test("a webhook that was changed at Lightspeed keeps a channel from going live; one that sells goes on", async () => {
  await drift("Lines of the check", "Address");
  await expectHeldUp("endpoint_drift", /otherwise than Upvendo registered.*Repair/, "webhook");
  await drift();
  await turn(true);
});

test("a webhook that is gone at Lightspeed stops what sells, for Lightspeed would refuse the orders", async () => {
  await drift("Endpoint");
  for (const channel of ["kiosk", "online", "table_qr", "in_house"] as const)
    expect(await stopping(channel)).toEqual(["endpoint_gone"]);
  expect(await step("webhook")).toMatchObject({ done: false });
  await drift();
  expect(await stopping()).toEqual([]);
});

const problem = (about: string) => [{ about, blocks: true, message: "It is gone.", remedy: "Choose another." }];
const faults: [string, string, (id: string) => Promise<unknown>][] = [
  [
    ...(["a missing permission for orders", "scope_missing"] as const),
    (id) => owner`update connections set scopes = '{items}' where merchant_id = ${id}`,
  ],
  [
    ...(["an order profile that is gone for both kinds", "order_profile_gone"] as const),
    (id) => owner`
      update location_settings set problems = ${owner.json([...problem("order_profile_dine_in"), ...problem("order_profile_takeaway")])}
       where merchant_id = ${id}`,
  ],
  [
    ...(["a payment method that is gone", "payment_method"] as const),
    (id) =>
      owner`update location_settings set problems = ${owner.json(problem("payment_method"))} where merchant_id = ${id}`,
  ],
  [
    ...(["a till that says it takes no orders", "till_not_ready"] as const),
    (id) => owner`
      insert into pos_readiness (location_id, merchant_id, business_location_id, status, read_at)
      values (${merchant.locationId}, ${id}, ${merchant.placeId}, 'NOT_READY', now())
      on conflict (location_id) do update set status = 'NOT_READY'`,
  ],
  [
    ...(["a channel without a provider", "no_provider"] as const),
    (id) => owner`update in_house_channels set provider_integrated = null where merchant_id = ${id}`,
  ],
];

test.each(faults)("%s stops the in-house channel, as its orders would be refused", async (_, code, plant) => {
  expect(await stopping("in_house")).toEqual([]);
  await plant(mine());
  expect(await stopping("in_house")).toEqual([code]);
});

test("without a payment profile the in-house channel goes on: its guests pay elsewhere", async () => {
  await owner`delete from payment_profile_locations where merchant_id = ${mine()}`;
  expect(await stopping("kiosk")).toEqual(["no_payment_profile"]);
  expect(await stopping("in_house")).toEqual([]);
});

test("a place that sends nothing keeps its channels from going live; one whose events somebody switched off does not", async () => {
  await owner`update webhook_links set linked = false, problem = 'The till is too old.' where merchant_id = ${mine()}`;
  await expectHeldUp("place_silent", /does not send events yet\. The till is too old\./, "webhook");
  await owner`update webhook_links set wanted = false where merchant_id = ${mine()}`;
  expect(await step("webhook")).toMatchObject({ done: true });
  await turn(true);
  await turn(false);
  await owner`delete from webhook_links where merchant_id = ${mine()}`;
  await expect(turn(true)).rejects.toThrow(/does not send events yet/);
});

test("a payment profile that cannot tell of payments keeps its locations' channels from going live", async () => {
  await owner`update payment_webhook_secrets set expires_at = now() + interval '1 day' where merchant_id = ${mine()}`;
  await expectHeldUp("payment_unheard", /Test profile cannot tell Upvendo of payments/, "payment");
});

test("what one location lacks holds up no other", async () => {
  const other = crypto.randomUUID();
  await owner`
    insert into locations select (jsonb_populate_record(l, ${owner.json({ id: other, name: "Harbour" })})).*
      from locations l where l.id = ${merchant.locationId}`;
  await owner`
    insert into location_links (id, merchant_id, location_id, environment, business_location_id, business_location_name, business_id, active)
    select gen_random_uuid(), merchant_id, ${other}, environment, ${crypto.randomUUID()}, 'Quay', business_id, true from location_links where location_id = ${merchant.locationId}`;
  const at = { locationId: other, channel: "kiosk" as const, on: true };
  await expect(switchChannel(stage.services, merchant.actor, at)).rejects.toThrow("Quay does not send events yet");
  await turn(false);
  await turn(true);
});

test("no age of a proof holds up or stops anything: a restaurant that was closed for months goes live as it stands", async () => {
  const id = mine();
  await owner`update payment_profiles set checked_at = now() - interval '200 days' where merchant_id = ${id}`;
  await owner`update webhook_endpoints set last_read_at = now() - interval '200 days' where merchant_id = ${id}`;
  await owner`update location_settings set checked_at = now() - interval '200 days' where merchant_id = ${id}`;
  await owner`update connections set last_checked_at = now() - interval '200 days', businesses_read_at = now() - interval '200 days', connected_at = now() - interval '300 days' where merchant_id = ${id}`;
  await owner`update pos_readiness set read_at = now() - interval '200 days' where merchant_id = ${id}`;
  await owner`update orders set created_at = now() - interval '200 days', completed_at = now() - interval '200 days' where merchant_id = ${id}`;
  expect(await stopping()).toEqual([]);
  await turn(false);
  await turn(true);
  expect(await stopping()).toEqual([]);
  for (const wanted of ["payment", "webhook", "link", "test-order"])
    expect(await step(wanted)).toMatchObject({ done: true });
});
