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
  await expect(submit?.run(services, order, new AbortController().signal)).rejects.toMatchObject({
    message: "Failed query: update orders set note = $1: deadlock detected",
  });
});
