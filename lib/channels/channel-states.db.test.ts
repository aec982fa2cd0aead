import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { updateLocation } from "@/db/queries/locations";
import { connections, type OpeningHours, type OrderChannel, paymentProfiles } from "@/db/schema";
import { updateBillingProfile } from "@/lib/billing/update-billing-profile";
import { updateBrand } from "@/lib/brand/update-brand";
import { actorOf, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { openChannels } from "@/lib/testing/open-channels";
import { createOrderMerchant } from "@/lib/testing/order-stage";
import { plantTestOrder } from "@/lib/testing/plant-test-order";
import { getChannelStates } from "./channel-states";
import { getChannels } from "./get-channels";
import { pauseChannel, resumeChannel, switchChannel } from "./switch-channel";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const closedWholly: OpeningHours = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null, friday: null, saturday: null, sunday: null },
};

const stateOf = async (merchantId: string, channel: string) =>
  (await getChannelStates(stage.services, merchantId)).find((state) => state.channel === channel);

test("a new location sells through nothing, and each channel names what stops it and where that is mended", async () => {
  const { actor } = await createStageMerchant(stage);
  const states = await getChannelStates(stage.services, actor.merchantId);
  expect(states.map(({ channel, on, paused }) => [channel, on, paused])).toEqual([
    ["kiosk", false, null],
    ["online", false, null],
    ["table", false, null],
  ]);
  for (const { blockedBy } of states) {
    expect(blockedBy.map(({ code }) => code)).toEqual([
      ...["not_connected", "not_linked", "no_endpoint", "no_payment_profile"],
    ]);
    expect(blockedBy.every(({ message, remedy, href }) => message && remedy && href.startsWith("/"))).toBe(true);
  }
});

test("what is set up is free, and stays as a person left it", async () => {
  const merchant = await createOrderMerchant(stage);
  const { actor, locationId } = merchant;
  await openChannels(stage, merchant);
  expect(await stateOf(actor.merchantId, "kiosk")).toMatchObject({ on: true, paused: null, blockedBy: [] });

  const until = new Date(Date.now() + 60_000);
  await pauseChannel(stage.services, actor, { locationId, channel: "kiosk", reason: "Kitchen is full", until });
  expect((await stateOf(actor.merchantId, "kiosk"))?.paused).toMatchObject({ by: "person", reason: "Kitchen is full" });
  const later = { ...stage.services, now: () => new Date(until.getTime() + 1) };
  const [kiosk] = await getChannelStates(later, actor.merchantId);
  expect(kiosk?.paused).toBeNull();

  await resumeChannel(stage.services, actor, { locationId, channel: "kiosk" });
  await switchChannel(stage.services, actor, { locationId, channel: "kiosk", on: false });
  expect(await stateOf(actor.merchantId, "kiosk")).toMatchObject({ on: false, paused: null });
});

test("a pause without a reason says who gave none", async () => {
  const merchant = await createOrderMerchant(stage);
  const { actor, locationId } = merchant;
  await openChannels(stage, merchant);
  await pauseChannel(stage.services, actor, { locationId, channel: "kiosk", reason: " ", until: null });
  const reason = `${actor.userName} gave no reason`;
  expect((await stateOf(actor.merchantId, "kiosk"))?.paused).toMatchObject({ by: "person", reason });
});

test("a location is closed outside its opening hours, until it opens", async () => {
  const { actor, locationId } = await createOrderMerchant(stage);
  const closedAt = async (openingHours: OpeningHours, time: string) => {
    await withTenant(stage.services.db, actor.merchantId, (tx) => updateLocation(tx, locationId, { openingHours }));
    const { locations } = await getChannels({ ...stage.services, now: () => new Date(time) }, actor.merchantId);
    return locations.map(({ closed }) => closed);
  };
  const lunch = { ...closedWholly, monday: { open: "12:00", close: "14:00" } };
  expect(await closedAt(lunch, "2026-11-23T12:00:00.000Z")).toEqual([null]);
  expect(await closedAt(lunch, "2026-11-23T13:00:00.000Z")).toEqual([{ until: "2026-11-30T11:00:00.000Z" }]);
  expect(await closedAt(closedWholly, "2026-11-23T12:00:00.000Z")).toEqual([{ until: null }]);
});

test("test keys stop every channel of guests where the till is a real one, and none elsewhere", async () => {
  const merchant = await createOrderMerchant(stage);
  const { merchantId } = merchant.actor;
  await openChannels(stage, merchant);
  const inEnvironment = async (environment: "sandbox" | "trial" | "production") => {
    const services = { ...stage.services, lightspeed: { ...stage.services.lightspeed, environment } };
    const states = await getChannelStates(services, merchantId);
    return states.map(({ blockedBy }) => blockedBy.map(({ code }) => code).includes("payment_test_mode"));
  };
  expect(await inEnvironment("production")).toEqual([true, true, true]);
  expect(await inEnvironment("trial")).toEqual([false, false, false]);
  expect(await inEnvironment("sandbox")).toEqual([false, false, false]);
  await withTenant(stage.services.db, merchantId, (tx) => tx.update(paymentProfiles).set({ testMode: false }));
  expect(await inEnvironment("production")).toEqual([false, false, false]);
});

test("a viewer changes nothing, and nobody another merchant's channels", async () => {
  const { actor, locationId } = await createStageMerchant(stage);
  const other = await createStageMerchant(stage);
  const at = { locationId, channel: "online" as const };
  const viewer = actorOf(actor.merchantId, "Test Brasserie", "viewer");
  await expect(switchChannel(stage.services, viewer, { ...at, on: true })).rejects.toMatchObject({ code: "forbidden" });
  await expect(switchChannel(stage.services, other.actor, { ...at, on: true })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await stateOf(actor.merchantId, "online")).toMatchObject({ on: false });
});

test("guests' channels go live once billing, branding and a test order are there; the in-house channel waits for none of them, and what sells goes on", async () => {
  const { actor, locationId } = await createLinkedMerchant(stage);
  const turn = (channel: OrderChannel) => switchChannel(stage.services, actor, { locationId, channel, on: true });
  const stopping = async () => {
    const { locations } = await getChannels(stage.services, actor.merchantId);
    return locations[0]?.channels.find(({ channel }) => channel === "kiosk")?.blockedBy.map(({ code }) => code) ?? [];
  };
  expect(await stopping()).toEqual(expect.arrayContaining(["no_billing", "no_brand", "no_test_order"]));
  for (const channel of ["kiosk", "online", "table_qr"] as const)
    await expect(turn(channel)).rejects.toThrow(/to whom its invoices go.*your own name/);
  await turn("in_house");
  await updateBillingProfile(stage.services, actor, {
    ...{ legalName: "Brasserie BV", street: "Grand-Place 1", postalCode: "1000", city: "Brussels", country: "BE" },
    ...{ vatNumber: "BE0203201340", invoiceEmail: "invoices@brasserie.test" },
  });
  await expect(turn("kiosk")).rejects.toThrow("Choose your branding.");
  expect(await stateOf(actor.merchantId, "kiosk")).toMatchObject({ on: false });
  await updateBrand(stage.services, actor, { name: "Chez Nous", accent: "#8a1538", ground: "#fffaf2", ink: "#1b1b1b" });
  const { merchantId } = actor;
  await plantTestOrder(stage.services, { merchantId, locationId });
  const reconnect = () =>
    withTenant(stage.services.db, merchantId, (tx) => tx.update(connections).set({ connectedAt: sql`now()` }));
  await reconnect();
  // Made with the connection before this one.
  await expect(turn("kiosk")).rejects.toThrow("Place a test order.");
  await plantTestOrder(stage.services, { merchantId, locationId });
  await turn("kiosk");
  expect(await stateOf(merchantId, "kiosk")).toMatchObject({ on: true });
  expect(await stopping()).not.toEqual(expect.arrayContaining(["no_brand"]));
});
