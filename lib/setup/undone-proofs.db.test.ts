import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { connect, openStage, type Stage } from "@/lib/testing/connection-stage";
import {
  createOrderMerchant,
  follow,
  type OrderMerchant,
  payOrder,
  placeOrder,
  reload,
} from "@/lib/testing/order-stage";
import { getPrerequisites } from "./get-prerequisites";
import type { PrerequisiteId } from "./prerequisites";
import { judgeStanding } from "./rehearsal/judge-standing";
import { readStanding } from "./rehearsal/read-standing";

let stage: Stage;
let owner: postgres.Sql;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});

const step = async ({ actor }: OrderMerchant, wanted: PrerequisiteId) =>
  (await getPrerequisites(stage.services, actor.merchantId)).find(({ id }) => id === wanted);

test("a test order is a proof only of the place and the connection that it went to", async () => {
  const merchant = await createOrderMerchant(stage, { places: ["Grand-Place", "Canal House"] });
  const { actor, account, locationId, placeId } = merchant;
  const order = await placeOrder(stage, merchant, { channel: "test" });
  await payOrder(stage, order);
  await follow(stage, merchant, order, ["completed"]);
  const proof = async () => (await step(merchant, "test-order"))?.proof;
  const first = await proof();
  expect(first).toMatchObject({ checked: expect.stringContaining("The till confirmed the order") });
  const guests = await placeOrder(stage, merchant);
  await payOrder(stage, guests);
  expect(await proof()).toEqual(first);
  await follow(stage, merchant, guests, ["completed"]);
  const { completedAt } = await reload(stage, guests);
  expect(await proof()).toMatchObject({
    at: completedAt?.toISOString(),
    checked: expect.stringContaining("later orders"),
  });
  const link = (businessLocationId: string) => linkLocation(stage.services, actor, { locationId, businessLocationId });
  await link(account.businesses[0]?.locations[1]?.id ?? "");
  expect(await step(merchant, "test-order")).toMatchObject({
    ...{ done: false, proof: null, state: expect.stringContaining("another place") },
  });
  await link(placeId);
  expect(await step(merchant, "test-order")).toMatchObject({ done: true });
  expect(await connect(stage, actor, account)).toBe("connected");
  expect(await step(merchant, "test-order")).toMatchObject({
    ...{ done: false, state: expect.stringContaining("before Lightspeed was connected") },
  });
});

test("a link is proven by Lightspeed's list as it is, not by there being a link", async () => {
  const merchant = await createOrderMerchant(stage);
  const { merchantId } = merchant.actor;
  const hop = async () => {
    const standing = await withTenant(stage.services.db, merchantId, (tx) =>
      readStanding(stage.services, tx, merchant.locationId),
    );
    return standing && judgeStanding(standing).find(({ id }) => id === "link");
  };
  expect(await step(merchant, "link")).toMatchObject({ done: true });
  expect(await hop()).toMatchObject({ state: "proven" });
  await owner`update connections set businesses = '[]' where merchant_id = ${merchantId}`;
  expect(await step(merchant, "link")).toMatchObject({
    done: false,
    state: expect.stringContaining("not in Lightspeed's list"),
  });
  expect(await hop()).toMatchObject({ state: "broken" });
  await owner`update connections set businesses_read_at = null where merchant_id = ${merchantId}`;
  expect(await step(merchant, "link")).toMatchObject({ done: false, state: expect.stringContaining("was not read") });
  expect(await hop()).toMatchObject({ state: "broken" });
});
