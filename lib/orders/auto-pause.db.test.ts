import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { updateLocation } from "@/db/queries/locations";
import { listIssues } from "@/lib/attention/list-issues";
import { followReadiness } from "@/lib/channels/auto-pause";
import { getChannelStates } from "@/lib/channels/channel-states";
import { pauseChannel } from "@/lib/channels/switch-channel";
import { readReadiness } from "@/lib/lightspeed/readiness/read-readiness";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { allDay } from "@/lib/testing/guest-stage";
import { openChannels } from "@/lib/testing/open-channels";
import {
  createOrderMerchant,
  follow,
  type OrderMerchant,
  payOrder,
  placeOrder,
  runJobs,
  tillOf,
} from "@/lib/testing/order-stage";
import { moveOrder } from "./move-order";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

async function sellingMerchant(): Promise<OrderMerchant> {
  const merchant = await createOrderMerchant(stage);
  await openChannels(stage, merchant);
  await withTenant(stage.services.db, merchant.actor.merchantId, (tx) =>
    updateLocation(tx, merchant.locationId, { openingHours: allDay }),
  );
  return merchant;
}

const pausesOf = async ({ actor }: OrderMerchant) =>
  (await getChannelStates(stage.services, actor.merchantId)).map(({ channel, paused }) => [
    channel,
    paused?.by ?? null,
  ]);

async function refuse(merchant: OrderMerchant, times: number) {
  for (let n = 0; n < times; n += 1) {
    const order = await placeOrder(stage, merchant);
    await withTenant(stage.services.db, merchant.actor.merchantId, async (tx) => {
      const line = { message: "" };
      await moveOrder(tx, order.id, "payment", { now: new Date(), line });
      await moveOrder(tx, order.id, "rejection", { now: new Date(), line });
    });
  }
}

test("the fifth order in a row that the till refuses pauses its channel; one that lands begins the count anew", async () => {
  const merchant = await sellingMerchant();
  await refuse(merchant, 4);
  const landed = await placeOrder(stage, merchant);
  await payOrder(stage, landed);
  await follow(stage, merchant, landed, ["completed"]);
  await refuse(merchant, 4);
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", null],
    ["online", null],
    ["table", null],
  ]);
  await refuse(merchant, 1);
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", null],
    ["online", null],
    ["table", "system"],
  ]);
  const { open } = await listIssues(stage.services, merchant.actor.merchantId);
  // The failed orders are an issue of their own.
  expect(open).toMatchObject([
    { kind: "channel_paused", severity: "critical" },
    { kind: "order", count: 9 },
  ]);
});

test("an order that lands is the proof that ends it, and the kitchen hears of both on paper", async () => {
  const merchant = await sellingMerchant();
  await refuse(merchant, 5);
  await runJobs(stage);
  const aboutChannels = async () =>
    (await tillOf(stage, merchant)).messages.filter(({ text }) => !text.startsWith("NOT ON THE TILL"));
  const first = await aboutChannels();
  expect(first).toHaveLength(1);
  expect(JSON.stringify(first)).toContain("orders are paused");
  const order = await placeOrder(stage, merchant, { channel: "test" });
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["completed"]);
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", null],
    ["online", null],
    ["table", null],
  ]);
  await runJobs(stage);
  expect(JSON.stringify(await aboutChannels())).toContain("on again");
});

test("the till itself refuses five in a row: the channel says why it is paused, the first order that lands ends that, and a person's pause beside it stays (row 19)", async () => {
  const merchant = await sellingMerchant();
  const { actor, locationId, placeId } = merchant;
  const count = (left: number | null) =>
    stage.sandbox.control("PUT", `/till/${placeId}/counts/STA-GARNAALKROKET`, { count: left });
  const reason = "Only two of us";
  await pauseChannel(stage.services, actor, { locationId, channel: "online", reason, until: null });
  await count(0);
  for (let n = 1; n <= 5; n += 1) {
    expect((await pausesOf(merchant))[2]).toEqual(["table", null]);
    const order = await placeOrder(stage, merchant);
    await payOrder(stage, order);
    await follow(stage, merchant, order, ["failed"]);
  }
  const states = await getChannelStates(stage.services, actor.merchantId);
  expect(states.map(({ paused }) => paused?.reason)).toEqual([
    ...[undefined, reason],
    "The till did not take 5 orders in a row. It resumes by itself once the till takes one again: send a test order.",
  ]);
  await count(null);
  const canary = await placeOrder(stage, merchant, { channel: "test" });
  await payOrder(stage, canary);
  await follow(stage, merchant, canary, ["completed"]);
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", null],
    ["online", "person"],
    ["table", null],
  ]);
});

test("a till that is no longer ready pauses what sells there until it says that it is, and no person's pause ends by itself", async () => {
  const merchant = await sellingMerchant();
  const { actor, locationId, placeId } = merchant;
  const { merchantId } = actor;
  const hear = async () => {
    await readReadiness(stage.services, { merchantId, locationId, businessLocationId: placeId });
    await followReadiness(stage.services, { merchantId, locationId });
  };
  await pauseChannel(stage.services, actor, { locationId, channel: "online", reason: "Only two of us", until: null });
  await stage.sandbox.control("PATCH", `/till/${placeId}`, { acceptingOnlineOrders: false });
  await hear();
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", "system"],
    ["online", "person"],
    ["table", "system"],
  ]);
  await runJobs(stage);
  expect(JSON.stringify((await tillOf(stage, merchant)).messages)).toContain("orders are paused");
  // One problem, one issue: that the channels are paused follows from the till.
  expect((await listIssues(stage.services, merchantId)).open).toMatchObject([{ kind: "till_readiness", count: 1 }]);
  await stage.sandbox.control("PATCH", `/till/${placeId}`, { acceptingOnlineOrders: true });
  await hear();
  expect((await listIssues(stage.services, merchantId)).open).toEqual([]);
  await runJobs(stage);
  expect(JSON.stringify((await tillOf(stage, merchant)).messages)).toContain("on again");
  expect(await pausesOf(merchant)).toEqual([
    ["kiosk", null],
    ["online", "person"],
    ["table", null],
  ]);
});
