import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Services } from "@/lib/services";
import { registry } from "./registry";

test("what the queue keeps of a failed query holds none of its values, and says why it failed", async () => {
  const failed = new Error("Failed query: update orders set note = $1\nparams: Nut allergy for Ada,7", {
    cause: new Error("deadlock detected"),
  });
  const services = { db: { transaction: () => Promise.reject(failed) }, now: () => new Date() } as unknown as Services;
  const submit = registry.find(({ name }) => name === "orders.submit");
  const order = { merchantId: randomUUID(), orderId: randomUUID() };
  await expect(
    submit?.run(services, order, { signal: new AbortController().signal, workerId: "w1" }),
  ).rejects.toMatchObject({
    message: "Failed query: update orders set note = $1: deadlock detected",
  });
});

const id = "3f9c2a51-7c1d-4f0e-9a62-5b8e1d2c3f40";
const ofOrder = { merchantId: id, orderId: id };

/**
 * What each kind of job has carried since it came, at its least. Jobs of it may wait in the queue when a new version starts, and a version before it may
 * still be storing them: a field that is asked for only now belongs into a kind of its own. A kind and its line go one release after the last that stored it.
 */
const carried: Record<string, object> = {
  "attention.announce": { merchantId: id, issueId: id, notice: "first" },
  "attention.mail": { to: "ada@example.com", subject: "Hello", text: "Hello" },
  "attention.call-webhook": { merchantId: id, messageId: "1", subject: "Hello", body: "{}" },
  "availability.read": { merchantId: id, businessLocationId: "1" },
  "channels.tell-kitchen": { merchantId: id, locationId: id, message: "Paused" },
  "menus.sync": { merchantId: id, placeId: "1" },
  "orders.submit": ofOrder,
  "orders.settle": ofOrder,
  "orders.reconcile": ofOrder,
  "orders.read-check": ofOrder,
  "orders.print-slips": ofOrder,
  "orders.sweep": {},
  "orders.reconcile-day": { merchantId: id, locationId: id, day: "2026-11-01", byName: null },
  "payments.read": { merchantId: id, paymentId: id },
  "payments.refund": { merchantId: id, refundId: id },
  "payments.check-keys": { merchantId: id, profileId: id },
  "setup.follow-rehearsal": { merchantId: id, rehearsalId: id },
  "sales.load": { merchantId: id, placeId: "1" },
  "webhooks.prepare": { merchantId: id },
  "webhooks.link-places": { merchantId: id },
  "webhooks.retire": { merchantId: id, id },
  "webhooks.replay": { merchantId: id, replayId: id },
};
const clocked = registry.filter(({ schedule }) => schedule !== undefined).map(({ name }) => name);

test("the list of what jobs have carried names all kinds", () => {
  expect([...Object.keys(carried), ...clocked].sort()).toEqual(registry.map(({ name }) => name).sort());
});

test.each(registry.map(({ name, payload }) => ({ name, payload })))(
  "$name is understood as a version before it was at work stored it, and as one after may store it",
  ({ name, payload }) => {
    const before = carried[name] ?? {};
    expect(payload.safeParse(before).error).toBeUndefined();
    // Whatever the next version adds, this one leaves alone.
    expect(payload.parse({ ...before, addedLater: { any: 1 } })).toEqual(payload.parse(before));
  },
);
