import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import { actorOf, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createLinkedMerchant } from "@/lib/testing/linked-merchant";
import { diagnose } from "./diagnose";
import type { TopicId } from "./document";
import { readHelpEvidence } from "./read-evidence";
import { repair } from "./repair";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const look = async (actor: Actor, topic: TopicId) =>
  diagnose(await readHelpEvidence(stage.services, actor, { country: "BE", timeZone: "Europe/Brussels" }), topic);

test("a missing webhook endpoint is found, mended by one press, and then found no more", async () => {
  const { actor } = await createLinkedMerchant(stage);
  expect((await look(actor, "order-error")).points).toContainEqual(
    expect.objectContaining({ id: "order-error.endpoint", verdict: "cause" }),
  );
  await repair(stage.services, actor, "register-endpoint");
  expect((await look(actor, "order-error")).points).toContainEqual(
    expect.objectContaining({ id: "order-error.endpoint", verdict: "fine" }),
  );
});

test("order settings that were never compared are compared by one press", async () => {
  const { actor } = await createLinkedMerchant(stage);
  const { points } = await look(actor, "order-error");
  expect(points.find(({ id }) => id === "order-error.profile")).toMatchObject({ verdict: "cause" });
  await repair(stage.services, actor, "check-order-settings");
  const evidence = await readHelpEvidence(stage.services, actor, { country: "BE", timeZone: "Europe/Brussels" });
  expect(evidence.settings.every(({ checkedAt }) => checkedAt !== null)).toBe(true);
});

test("the connection test is run by one press, and a fault of Lightspeed's is then the cause", async () => {
  const { actor, account } = await createLinkedMerchant(stage);
  await stage.sandbox.control("POST", "/faults", {
    ...{ account: account.accountId, operation: "finance", do: { type: "status", status: 403 } },
  });
  await repair(stage.services, actor, "test");
  expect((await look(actor, "financial")).points.find(({ id }) => id === "financial.range")).toMatchObject({
    ...{ verdict: "cause", seen: expect.stringContaining("403") },
  });
});

test("what one merchant's help sees is nothing of another's", async () => {
  const linked = await createLinkedMerchant(stage);
  const stranger = await createStageMerchant(stage);
  const evidence = await readHelpEvidence(stage.services, stranger.actor, {
    country: "BE",
    timeZone: "Europe/Brussels",
  });
  expect(evidence).toMatchObject({ settings: [], menus: [], counts: [], faults: [], failedOrder: null });
  expect(JSON.stringify(evidence)).not.toContain(linked.locationId);
});

test("a viewer may look but not mend", async () => {
  const { actor } = await createLinkedMerchant(stage);
  const viewer = actorOf(actor.merchantId, actor.merchantName, "viewer");
  expect((await look(viewer, "webhook-silent")).points).toHaveLength(4);
  await expect(repair(stage.services, viewer, "register-endpoint")).rejects.toThrow("Only owners and managers");
});
