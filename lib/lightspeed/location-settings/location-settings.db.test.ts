import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listIssues } from "@/lib/attention/list-issues";
import type { Services } from "@/lib/services";
import { connect, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant, type LinkedMerchant } from "@/lib/testing/linked-merchant";
import { disconnect } from "../connection/disconnect";
import { linkLocation } from "../connection/link-location";
import { getIntegrationLog } from "../connection/log";
import { checkDueSettings } from "./check-due-settings";
import { checkLocationSettings } from "./check-location-settings";
import { getLocationSettings } from "./get-location-settings";
import { listOrderSettings } from "./list-order-settings";
import { updateLocationSettings } from "./update-location-settings";

let stage: Stage;
let services: Services;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  services = stage.services;
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const at = ({ actor, locationId }: LinkedMerchant) => [services, actor.merchantId, locationId] as const;
const backOffice = ({ placeId }: LinkedMerchant, change: object) =>
  stage.sandbox.control("PATCH", `/till/${placeId}/back-office`, change);
const now = { force: true };

const choices = ({ locationId, placeId }: LinkedMerchant, change: object = {}) => ({
  ...{ locationId, businessLocationId: placeId, orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY" },
  ...{ paymentMethodCode: "CARD", staffId: null, deliveryTimeLimitMs: 300_000, paymentMode: "embedded" as const },
  ...change,
});
const save = (merchant: LinkedMerchant, change: object = {}) =>
  updateLocationSettings(services, merchant.actor, choices(merchant, change));
const abouts = ({ problems }: { problems: { about: string; blocks: boolean }[] }) =>
  problems.map(({ about, blocks }) => `${about} ${blocks}`);
const logOf = async ({ actor }: LinkedMerchant) =>
  (await getIntegrationLog(services, actor.merchantId)).entries.map(({ message }) => message);

test("before anybody chose, orders are blocked with the reason; the usual payment method is found by itself", async () => {
  const merchant = await createLinkedMerchant(stage);
  const fresh = await getLocationSettings(...at(merchant));
  expect(fresh).toMatchObject({
    ...{ locationName: "Old Town", businessLocationId: merchant.placeId, paymentMethodCode: null, checkedAt: null },
    ...{ deliveryTimeLimitMs: 600_000, paymentMode: "separate", orderProfileDineIn: null },
  });
  expect(abouts(fresh)).toEqual(["order_profile_dine_in true", "order_profile_takeaway true", "payment_method true"]);
  const checked = await checkLocationSettings(...at(merchant));
  expect(checked).toMatchObject({ paymentMethodCode: "OOPAYMENT", checkedAt: expect.any(Date) });
  expect(abouts(checked)).toEqual(["order_profile_dine_in true", "order_profile_takeaway true"]);
});

test("what is saved is what orders get, and who changed it is on record", async () => {
  const merchant = await createLinkedMerchant(stage);
  const saved = await save(merchant, { staffId: "48213" });
  expect(saved).toMatchObject({ ...choices(merchant, { staffId: "48213" }), problems: [] });
  expect(await getLocationSettings(...at(merchant))).toEqual(saved);
  expect(await logOf(merchant)).toContain("Test Owner changed the order settings of Old Town.");
  const [audit] = await owner`select action, detail from audit_entries
    where merchant_id = ${merchant.actor.merchantId} and action like 'location.order%'`;
  expect(audit?.detail).toMatchObject({ paymentMethodCode: "CARD", paymentMode: "embedded" });
});

test("a method that is switched off is told before the next sale, once, and it is told when it is back", async () => {
  const merchant = await createLinkedMerchant(stage);
  await save(merchant);
  await backOffice(merchant, { paymentMethods: { CARD: { listed: false } } });
  // Within the age that still counts nothing is asked again; the sale's own check asks.
  for (let round = 0; round < 2; round += 1) {
    const checked = await checkLocationSettings(...at(merchant), now);
    expect(abouts(checked)).toEqual(["payment_method true"]);
  }
  expect(abouts(await getLocationSettings(...at(merchant)))).toEqual(["payment_method true"]);
  const warnings = (await logOf(merchant)).filter((message) => message.includes("no longer in Lightspeed"));
  expect(warnings).toEqual([
    "Old Town: The payment method “Bank card (CARD)” is no longer in Lightspeed, so paid orders cannot be settled on the till.",
  ]);
  await backOffice(merchant, { paymentMethods: { CARD: { listed: true, name: "Terminal" } } });
  expect(abouts(await checkLocationSettings(...at(merchant), now))).toEqual(["payment_method false"]);
  expect(abouts(await save(merchant))).toEqual([]);
  await backOffice(merchant, { orderProfiles: { TAKEAWAY: { listed: false } } });
  expect(abouts(await checkLocationSettings(...at(merchant), now))).toEqual(["order_profile_takeaway true"]);
});

const openIssues = async ({ actor }: LinkedMerchant) => (await listIssues(services, actor.merchantId)).open;

test("a choice that has gone from Lightspeed is an issue each, counted as often as Lightspeed was asked, and closed by its lists", async () => {
  const merchant = await createLinkedMerchant(stage);
  await checkLocationSettings(...at(merchant), now);
  // Nothing was chosen yet: that is set-up, not trouble.
  expect(await openIssues(merchant)).toEqual([]);
  await save(merchant);
  const gone = { paymentMethods: { CARD: { listed: false } }, orderProfiles: { TAKEAWAY: { listed: false } } };
  await backOffice(merchant, gone);
  await checkLocationSettings(...at(merchant), now);
  // Nobody was asked again.
  await checkLocationSettings(...at(merchant), { maxAgeMs: 600_000 });
  await checkLocationSettings(...at(merchant), now);
  expect((await openIssues(merchant)).map(({ title, count }) => `${count} ${title}`).sort()).toEqual([
    "2 Old Town: the order profile for takeaway has gone from Lightspeed",
    "2 Old Town: the payment method has gone from Lightspeed",
  ]);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "finance", times: 1, do: { type: "status", status: 403 } },
  });
  await backOffice(merchant, { paymentMethods: { CARD: { listed: true } } });
  await checkLocationSettings(...at(merchant), now);
  expect(await openIssues(merchant)).toHaveLength(2);
  await checkLocationSettings(...at(merchant), now);
  expect(await openIssues(merchant)).toMatchObject([{ title: expect.stringContaining("takeaway") }]);
  // Another choice, from lists that were read a moment ago.
  await save(merchant, { orderProfileTakeaway: "DELIVERY" });
  expect(await openIssues(merchant)).toEqual([]);
});

test("a list that cannot be read changes nothing that is known, and the age of the proof stays", async () => {
  const merchant = await createLinkedMerchant(stage);
  await save(merchant);
  const broken = Date.now();
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: merchant.account.accountId, operation: "finance", do: { type: "status", status: 503 } },
  });
  const checked = await checkLocationSettings(...at(merchant), now);
  expect(checked).toMatchObject({ paymentMethodCode: "CARD", problems: [] });
  // As old as the older of the two lists.
  expect(checked.checkedAt?.getTime()).toBeLessThan(broken);
  await expect(save(merchant, { paymentMethodCode: "NEW" })).rejects.toMatchObject({ code: "invalid_input" });
  // What was there before may be saved all the same.
  expect((await save(merchant, { deliveryTimeLimitMs: 60_000 })).deliveryTimeLimitMs).toBe(60_000);
});

test("a code that Lightspeed does not list is refused and nothing is saved", async () => {
  const merchant = await createLinkedMerchant(stage);
  for (const change of [{ orderProfileDineIn: "dinein" }, { orderProfileTakeaway: "X" }, { paymentMethodCode: "?" }])
    await expect(save(merchant, change)).rejects.toMatchObject({ code: "invalid_input" });
  expect(await getLocationSettings(...at(merchant))).toMatchObject({ orderProfileDineIn: null });
});

test("a time limit under a minute fits into no row", async () => {
  const merchant = await createLinkedMerchant(stage);
  await expect(save(merchant, { deliveryTimeLimitMs: 59_999 })).rejects.toThrow();
});

test("a viewer changes nothing, and another merchant's location is as unknown as one that never was", async () => {
  const [a, b] = [await createLinkedMerchant(stage), await createLinkedMerchant(stage)];
  await expect(updateLocationSettings(services, { ...a.actor, role: "viewer" }, choices(a))).rejects.toMatchObject({
    code: "forbidden",
  });
  for (const locationId of [a.locationId, "00000000-0000-4000-8000-000000000000"]) {
    await expect(save({ ...b, locationId })).rejects.toMatchObject({ code: "not_found" });
    await expect(getLocationSettings(services, b.actor.merchantId, locationId)).rejects.toMatchObject({
      code: "not_found",
    });
  }
});

test("settings belong to the place: another link starts afresh, the old one finds its own; Delete keeps them", async () => {
  const merchant = await createLinkedMerchant(stage);
  const { actor, locationId, placeId, account } = merchant;
  await save(merchant);
  await linkLocation(services, actor, { locationId, businessLocationId: null });
  await expect(getLocationSettings(...at(merchant))).rejects.toMatchObject({ code: "not_found" });
  await linkLocation(services, actor, { locationId, businessLocationId: placeId });
  expect(await getLocationSettings(...at(merchant))).toMatchObject({ paymentMethodCode: "CARD" });
  await expect(save(merchant, { businessLocationId: "1" })).rejects.toMatchObject({ code: "conflict" });
  await disconnect(services, actor, { confirmation: "Lightspeed" });
  expect(await listOrderSettings(services, actor.merchantId)).toEqual([]);
  expect(await connect(stage, actor, account)).toBe("connected");
  await linkLocation(services, actor, { locationId, businessLocationId: placeId });
  expect(await getLocationSettings(...at(merchant))).toMatchObject({
    orderProfileDineIn: "DINEIN",
    paymentMode: "embedded",
  });
});

test("the background checks each linked location once a day, whatever happens to the others", async () => {
  const [a, b] = [await createLinkedMerchant(stage), await createLinkedMerchant(stage)];
  await stage.sandbox.control("POST", `/accounts/${a.account.accountId}/revoke`, {});
  await checkDueSettings(services, { perSecond: 1_000 });
  expect(await getLocationSettings(...at(b))).toMatchObject({
    paymentMethodCode: "OOPAYMENT",
    checkedAt: expect.any(Date),
  });
  await save(b);
  await backOffice(b, { paymentMethods: { CARD: { listed: false } } });
  await checkDueSettings(services, { perSecond: 1_000 });
  expect(abouts(await getLocationSettings(...at(b)))).toEqual([]);
  await owner`update location_settings set check_tried_at = check_tried_at - interval '25 hours', checked_at = checked_at - interval '25 hours'`;
  await checkDueSettings(services, { perSecond: 1_000 });
  expect(abouts(await getLocationSettings(...at(b)))).toEqual(["payment_method true"]);
});

test("the page gets each location's lists from the table: one call for many who look", async () => {
  const merchant = await createLinkedMerchant(stage);
  const views = await Promise.all(
    Array.from({ length: 10 }, () => listOrderSettings(services, merchant.actor.merchantId)),
  );
  expect(views[0]?.[0]).toMatchObject({
    profiles: { options: expect.arrayContaining([expect.objectContaining({ code: "DINEIN", deliveryMode: "NONE" })]) },
    methods: { options: expect.arrayContaining([expect.objectContaining({ code: "OOPAYMENT" })]), problem: null },
  });
  const { counts } = await stage.sandbox.control<{ counts: Record<string, number> }>(
    "GET",
    `/requests?account=${merchant.account.accountId}`,
  );
  expect([counts.finance, counts.orderProfiles]).toEqual([1, 1]);
});
