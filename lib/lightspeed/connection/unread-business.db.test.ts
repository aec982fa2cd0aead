import { afterAll, beforeAll, expect, test } from "vitest";
import { connect, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { chooseBusiness } from "./choose-business";
import { getConnectionView } from "./connection-view";
import { decidePendingAuthorization } from "./decide-pending-authorization";
import { linkLocation } from "./link-location";
import { readBusinesses } from "./read-businesses";
import { getAccessToken } from "./token-vault";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const accountOf = (...names: string[]) =>
  stage.sandbox.createAccount({
    businesses: names.map((name) => ({ name, locations: [{ name: `${name}'s place` }] })),
  });

/** Connected to one business, and signed in again with another account, whose list could not be read. */
async function signedInElsewhere(same = false) {
  const { actor, locationId } = await createStageMerchant(stage);
  const [one, two] = [await accountOf("One", "Other"), await accountOf("Two")];
  expect(await connect(stage, actor, one)).toBe("connected");
  const placeId = one.businesses[0]?.locations[0]?.id ?? "";
  await linkLocation(stage.services, actor, { locationId, businessLocationId: placeId });
  const account = same ? one : two;
  const fault = await stage.sandbox.control<{ id: string }>("POST", "/faults", {
    ...{ account: account.accountId, operation: "businesses", do: { type: "status", status: 503 } },
  });
  expect(await connect(stage, actor, account)).toBe("business_missing");
  await stage.sandbox.control("DELETE", `/faults/${fault.id}`);
  return { actor, one, two, view: () => getConnectionView(stage.services, actor.merchantId) };
}

test("what the list of the sign-in before showed cannot be chosen", async () => {
  const { actor, one, view } = await signedInElsewhere();
  const businessId = one.businesses[1]?.id ?? "";
  await expect(chooseBusiness(stage.services, actor, { businessId })).rejects.toMatchObject({ code: "conflict" });
  expect(await view()).toMatchObject({ problem: { code: "business_missing" } });
});

test("once the list of the same account can be read, the connection is whole again", async () => {
  const { actor, one, view } = await signedInElsewhere(true);
  await readBusinesses(stage.services, actor.merchantId);
  expect(await view()).toMatchObject({
    ...{ status: "connected", problem: null, pendingChoice: null },
    business: { id: one.businesses[0]?.id },
  });
});

test("another account's permission waits for a choice before anything is done with it, and replaces the business when told", async () => {
  const { actor, one, two, view } = await signedInElsewhere();
  await readBusinesses(stage.services, actor.merchantId);
  expect(await view()).toMatchObject({
    ...{ status: "needs_reauthorization", problem: { code: "other_business" }, tokenLife: null },
    business: { id: one.businesses[0]?.id },
    links: [{ link: { active: true } }],
    pendingChoice: { current: { id: one.businesses[0]?.id }, found: [{ id: two.businesses[0]?.id }] },
  });
  await expect(getAccessToken(stage.services, actor.merchantId)).rejects.toMatchObject({
    code: "needs_reauthorization",
  });
  await decidePendingAuthorization(stage.services, actor, { decision: "replace" });
  expect(await view()).toMatchObject({
    ...{ status: "connected", problem: null, pendingChoice: null },
    business: { id: two.businesses[0]?.id },
    links: [{ link: { active: false } }],
  });
  expect(await getAccessToken(stage.services, actor.merchantId)).toMatch(/.{20}/);
});

test("who keeps the business signs in again with its account, and finds the links as they were", async () => {
  const { actor, one, view } = await signedInElsewhere();
  await readBusinesses(stage.services, actor.merchantId);
  await decidePendingAuthorization(stage.services, actor, { decision: "keep" });
  expect(await view()).toMatchObject({ status: "needs_reauthorization", pendingChoice: null });
  expect(await connect(stage, actor, one)).toBe("connected");
  expect(await view()).toMatchObject({
    ...{ status: "connected", problem: null, business: { id: one.businesses[0]?.id } },
    links: [{ link: { active: true } }],
  });
});
