import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { updateLocation } from "@/db/queries/locations";
import type { OpeningHours } from "@/db/schema";
import { allDay } from "@/lib/testing/guest-stage";
import { openVaultStage, type VaultMerchant, type VaultStage } from "@/lib/testing/vault-stage";
import { disconnect } from "../connection/disconnect";
import { linkLocation } from "../connection/link-location";
import { onReadinessNotification } from "../readiness/apply-readiness";
import { getUptime } from "./get-uptime";

let stage: VaultStage;
/** Seconds after which the made-up clock stands; it begins when the location is linked. */
let clock = 0;
let start: number;
beforeAll(async () => {
  stage = await openVaultStage();
  stage.services.now = () => new Date(start + clock * 1_000);
});
afterAll(() => stage.close());
beforeEach(() => {
  start = Date.now();
  clock = 0;
});

const iso = (seconds: number) => new Date(start + seconds * 1_000).toISOString();

type Place = { merchant: VaultMerchant; locationId: string; placeId: string };

async function newPlace(openingHours: OpeningHours = allDay): Promise<Place> {
  const merchant = await stage.merchant();
  const [row] = await stage.sql`select id from locations where merchant_id = ${merchant.merchantId}`;
  const locationId = String(row?.id);
  const placeId = merchant.account.businesses[0]?.locations[0]?.id ?? "";
  await withTenant(stage.services.db, merchant.merchantId, (tx) => updateLocation(tx, locationId, { openingHours }));
  await linkLocation(stage.services, merchant.actor, { locationId, businessLocationId: placeId });
  await stage.sql`update location_links set created_at = ${iso(0)} where location_id = ${locationId}`;
  return { merchant, locationId, placeId };
}

/** Lightspeed tells of a change that happened at that second. */
async function tell({ merchant, placeId }: Place, status: string, second: number): Promise<void> {
  await onReadinessNotification(stage.services, {
    ...{ eventId: "e", merchantId: merchant.merchantId, environment: "sandbox", verified: true, type: "ORDER_API" },
    ...{
      status,
      reference: null,
      businessLocationId: placeId,
      accountIdentifier: null,
      receivedAt: stage.services.now(),
    },
    body: {
      ...{ businessLocationId: placeId, lastUpdatedAt: iso(second), status, type: "ORDER_API" },
      onlineOrderingApiConfiguration: { enabled: true, orderProfileId: "1", staffId: "1" },
      posStatus: { salesPeriod: "OPENED", acceptingOnlineOrders: true, availableDevices: status === "READY" },
    },
  });
}

async function end(merchant: VaultMerchant): Promise<void> {
  await stage.leave(merchant, -1);
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ error: "invalid_grant" });
  await stage.fault(merchant, { type: "raw", status: 400, headers, body }, { times: 1 });
  expect(await stage.works(merchant)).toBe(false);
}

const uptimeOf = async ({ merchant }: Place) => (await getUptime(stage.services, merchant.merchantId))[0];
const lasted = (cause: string, from: number, to: number) => ({
  ...{ cause, startedAt: iso(from), endedAt: iso(to), durationMs: (to - from) * 1_000 },
});

test("three outages are reported to the second, each with its cause", async () => {
  const place = await newPlace();
  const { merchant } = place;
  await tell(place, "READY", 0);

  clock = 5_003;
  await tell(place, "NOT_READY", 5_000);
  clock = 5_030;
  await tell(place, "NOT_READY", 5_020);
  clock = 6_234;
  await tell(place, "READY", 6_231);

  clock = 100_000;
  await end(merchant);
  clock = 101_000;
  expect(await stage.works(merchant)).toBe(false);
  clock = 107_777;
  await stage.consent(merchant);

  clock = 200_000;
  await stage.leave(merchant, -1);
  await stage.fault(merchant, { type: "status", status: 503 }, { times: 2 });
  expect(await stage.works(merchant)).toBe(false);
  clock = 200_060;
  expect(await stage.works(merchant)).toBe(false);
  clock = 200_121;
  expect(await stage.works(merchant)).toBe(true);

  clock = 864_000;
  const downMs = (1_231 + 7_777 + 121) * 1_000;
  expect(await uptimeOf(place)).toMatchObject({
    ...{ locationName: "Old Town", since: iso(0), downMs },
    percent: Math.floor((1 - downMs / 864_000_000) * 10_000) / 100,
    outages: [
      lasted("no_answer", 200_000, 200_121),
      lasted("connection_lost", 100_000, 107_777),
      lasted("till_not_ready", 5_000, 6_231),
    ],
  });
});

test("one that lasts counts up to now; Delete ends it", async () => {
  const place = await newPlace();
  const { merchant, locationId, placeId } = place;
  await tell(place, "READY", 0);
  clock = 1_000;
  await end(merchant);
  clock = 1_500;
  expect(await uptimeOf(place)).toMatchObject({
    ...{ downMs: 500_000, percent: 66.66 },
    outages: [{ cause: "connection_lost", endedAt: null, durationMs: 500_000 }],
  });
  await disconnect(stage.services, merchant.actor, { confirmation: "Lightspeed" });
  clock = 9_000;
  await stage.consent(merchant);
  await linkLocation(stage.services, merchant.actor, { locationId, businessLocationId: placeId });
  expect(await uptimeOf(place)).toMatchObject({ outages: [lasted("connection_lost", 1_000, 1_500)] });
});

test("what happens to another place or after closing time is not counted", async () => {
  const closed = { ...allDay };
  for (const day of Object.keys(closed) as (keyof OpeningHours)[]) closed[day] = { open: "12:00", close: "12:01" };
  const [place, other] = [await newPlace(closed), await newPlace()];
  // 1 June 2031 in the morning there, an hour before it opens.
  const morning = Date.parse("2031-06-01T09:00:00Z");
  clock = (morning - start) / 1_000;
  await stage.sql`update location_links set created_at = ${new Date(morning - 86_400_000).toISOString()}`;
  await tell(place, "READY", clock);
  await tell(place, "NOT_READY", clock);
  clock += 60;
  await tell(place, "READY", clock);
  clock += 7_200;
  expect(await uptimeOf(place)).toMatchObject({ percent: 100, downMs: 0, outages: [] });
  expect(await uptimeOf(other)).toMatchObject({ percent: 100, outages: [] });
});
