import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listWatchedChannels, saveChannel } from "@/db/queries/channels";
import { orderChannels } from "@/db/schema";
import { notificationHandlers, registry } from "@/lib/jobs/registry";
import { readReadiness } from "@/lib/lightspeed/readiness/read-readiness";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { openChannels } from "@/lib/testing/open-channels";
import { createOrderMerchant, type OrderMerchant } from "@/lib/testing/order-stage";
import { getChannelStates } from "./channel-states";
import { pauseChannel } from "./switch-channel";
import { watchChannels } from "./watch-channels";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** Every channel sells, but for the online one, which a person has paused. */
beforeEach(async () => {
  merchant = await createOrderMerchant(stage);
  await openChannels(stage, merchant);
  const { actor, locationId } = merchant;
  await pauseChannel(stage.services, actor, { locationId, channel: "online", reason: "Only two of us", until: null });
});

const pauses = async () => {
  const states = await getChannelStates(stage.services, merchant.actor.merchantId);
  return states.map(({ channel, paused }) => `${channel}: ${paused?.by ?? "selling"}`);
};
const selling = ["kiosk: selling", "online: person", "table: selling"];
const stopped = ["kiosk: system", "online: person", "table: system"];
const till = (acceptingOnlineOrders: boolean) =>
  stage.sandbox.control("PATCH", `/till/${merchant.placeId}`, { acceptingOnlineOrders });

/** Lightspeed tells that the till takes orders or none, and the worker's own handler takes it. */
const tell = (ready: boolean, { businessLocationId = merchant.placeId, verified = true } = {}) => {
  const status = ready ? "READY" : "NOT_READY";
  const receivedAt = new Date();
  return notificationHandlers.readiness?.(stage.services, {
    ...{ eventId: crypto.randomUUID(), merchantId: merchant.actor.merchantId, environment: "sandbox", verified },
    ...{ type: "ORDER_API", status, reference: null, businessLocationId, accountIdentifier: null, receivedAt },
    body: {
      ...{ businessLocationId, lastUpdatedAt: receivedAt.toISOString(), status, type: "ORDER_API" },
      onlineOrderingApiConfiguration: { enabled: true, orderProfileId: null, staffId: null },
      posStatus: { salesPeriod: "OPENED", acceptingOnlineOrders: ready, availableDevices: true },
    },
  });
};

/** Lightspeed is asked, and nothing follows from its answer yet. */
const ask = () =>
  readReadiness(stage.services, {
    ...{ merchantId: merchant.actor.merchantId, locationId: merchant.locationId },
    businessLocationId: merchant.placeId,
  });

test("a notification that the till takes no orders pauses what sells there at once, and one that it does lets it go on", async () => {
  expect(await tell(false)).toMatchObject({ result: "processed" });
  expect(await pauses()).toEqual(stopped);
  expect(await tell(true)).toMatchObject({ result: "processed" });
  expect(await pauses()).toEqual(selling);
});

test("one about a place that is linked nowhere pauses nothing, and one of an unproven sender what Lightspeed itself says", async () => {
  expect(await tell(false, { businessLocationId: "99999999" })).toMatchObject({ result: "ignored" });
  expect(await tell(false, { verified: false })).toMatchObject({ result: "processed" });
  expect(await pauses()).toEqual(selling);
  await till(false);
  await tell(true, { verified: false });
  expect(await pauses()).toEqual(stopped);
});

test("the round of questions pauses and resumes with the answer itself, not a round later", async () => {
  const poll = registry.find(({ name }) => name === "readiness.poll");
  // So that its place is due again: the round leaves out what was asked in the last seconds.
  const round = async (minutes: number) => {
    const services = { ...stage.services, now: () => new Date(Date.now() + minutes * 60_000) };
    await poll?.run(services, { again: false }, { signal: AbortSignal.timeout(60_000), workerId: "w1" });
  };
  await till(false);
  await round(1);
  expect(await pauses()).toEqual(stopped);
  await till(true);
  await round(2);
  expect(await pauses()).toEqual(selling);
});

test("the minute's watch follows what was heard and not followed, at every place that sells and no other", async () => {
  const { merchantId } = merchant.actor;
  const { locationId } = merchant;
  await till(false);
  await ask();
  expect(await pauses(), "hearing alone changes nothing").toEqual(selling);
  await watchChannels(stage.services);
  expect(await pauses()).toEqual(stopped);
  await till(true);
  await ask();
  await watchChannels(stage.services);
  expect(await pauses()).toEqual(selling);

  const watched = async () =>
    (await listWatchedChannels(stage.services.db)).filter((one) => one.merchantId === merchantId);
  expect(await watched()).toEqual([{ merchantId, locationId }]);
  await withTenant(stage.services.db, merchantId, async (tx) => {
    for (const channel of orderChannels)
      if (channel !== "online") await saveChannel(tx, { locationId, channel }, { on: false });
  });
  expect(await watched(), "what is off or paused by a person is nobody else's business").toEqual([]);
});
