import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveChannel } from "@/db/queries/channels";
import { listLocationsWithLinks } from "@/db/queries/location-links";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { orderChannels } from "@/db/schema";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { createLocation } from "@/lib/locations/create-location";
import type { LocationInput } from "@/lib/locations/location-input";
import { findCaller } from "@/lib/orders/api-keys";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { prepareToSell } from "@/lib/testing/order-stage";
import { createApiKey } from "./api-keys";
import { intakeOrder } from "./intake-order";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const MANY = 120;
const closed = {
  monday: null,
  tuesday: null,
  wednesday: null,
  thursday: null,
  friday: null,
  saturday: null,
  sunday: null,
};
const address: Omit<LocationInput, "name"> = {
  ...{ street: "Grote Markt 1", postalCode: "1000", city: "Brussels", country: "BE", timeZone: "Europe/Brussels" },
  ...{ currency: "EUR", openingHours: closed },
};

const cart = JSON.stringify({
  ...{ type: "dine_in", table: "12", currency: "EUR", expectedTotal: 3700 },
  lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1850 }],
});

test("of 120 locations two are linked: those sell, and an order for any other is refused without a call to Lightspeed", async () => {
  const { services, sandbox } = stage;
  const [{ actor, locationId }, account] = await Promise.all([
    createStageMerchant(stage, "Chain"),
    sandbox.createAccount({
      businesses: [
        {
          name: "Chain BV",
          locations: Array.from({ length: MANY }, (_, n) => ({ name: `Place ${n}`, historyDays: 0 })),
        },
      ],
    }),
  ]);
  expect(await connect(stage, actor, account)).toBe("connected");
  const others: string[] = [];
  for (let n = 1; n < MANY; n++)
    others.push((await createLocation(services, actor, { ...address, name: `Restaurant ${n}` })).id);
  const places = account.businesses[0]?.locations ?? [];
  expect(places).toHaveLength(MANY);
  const linked = [locationId, String(others[60])];
  for (const [n, id] of linked.entries()) {
    const placeId = places[n * 100]?.id ?? "";
    await linkLocation(services, actor, { locationId: id, businessLocationId: placeId });
    if (n === 0) await prepareToSell(stage, { actor, locationId: id, placeId });
    await withTenant(services.db, actor.merchantId, (tx) =>
      saveLocationSettings(
        tx,
        { locationId: id, businessLocationId: placeId },
        { orderProfileDineIn: "DINEIN", paymentMethodCode: "OOPAYMENT", paymentMode: "separate" },
      ),
    );
  }
  const unlinked = [others[0], others[59], others[118]].map(String);
  const callers = new Map<string, NonNullable<Awaited<ReturnType<typeof findCaller>>>>();
  for (const id of [...linked, ...unlinked]) {
    await withTenant(services.db, actor.merchantId, async (tx) => {
      for (const channel of orderChannels) await saveChannel(tx, { locationId: id, channel }, { on: true });
    });
    const { key } = await createApiKey(services, actor, { locationId: id, channel: "test", name: "Kiosk" });
    const caller = await findCaller(services, `Bearer ${key}`);
    if (caller) callers.set(id, caller);
  }
  const order = (id: string) => {
    const caller = callers.get(id);
    if (!caller) throw new Error("the key does not open");
    return intakeOrder(services, { caller, idempotencyKey: `order-${id}`, rawBody: cart });
  };
  const asked = async (since: number) => await sandbox.requests({ account: account.accountId, since });

  const { last } = await sandbox.control<{ last: number }>("GET", "/requests?since=999999999");
  for (const id of unlinked) {
    const answer = await order(id);
    expect([answer.status, answer.body]).toEqual([
      422,
      expect.objectContaining({
        code: "would_not_land",
        reasons: [expect.objectContaining({ message: "This location is not linked to a Lightspeed location." })],
      }),
    ]);
  }
  expect(await asked(last)).toEqual([]);

  for (const id of linked) expect(await order(id)).toMatchObject({ status: 201 });
  // The recorder does record: these were looked up before money.
  expect((await asked(last)).length).toBeGreaterThan(0);

  const listed = await withTenant(services.db, actor.merchantId, listLocationsWithLinks);
  expect(listed).toHaveLength(MANY);
  expect(
    listed
      .filter(({ link }) => link?.active)
      .map((one) => one.locationId)
      .sort(),
  ).toEqual([...linked].sort());
});
