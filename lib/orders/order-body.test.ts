import { expect, test } from "vitest";
import type { Order } from "@/db/schema";
import { commonBody } from "./order-body";
import { CLAIM_MS } from "./patience";
import type { TillSetup } from "./till-setup";

const now = new Date("2026-03-01T18:00:00Z");
const setup = { businessLocationId: "45", endpointId: "e", deliverWithinMs: 60_000 } as TillSetup;
const bodyAt = (ms: number) => {
  const at = new Date(now.getTime() + ms);
  const order = { lines: [], customer: null, number: "UPV-001", channel: "online", scheduledFor: at, collectAt: at };
  return commonBody(order as unknown as Order, setup, now);
};

test("a time that could be past before the call arrives at the latest moment of its turn is left out: it is now", () => {
  for (const ms of [-1, 5_001, CLAIM_MS, CLAIM_MS + 30_000]) expect(bodyAt(ms)).not.toHaveProperty(["scheduledFor"]);
  expect(bodyAt(CLAIM_MS)).not.toHaveProperty(["collectAt"]);
});

test("a time further away goes along", () => {
  expect(bodyAt(CLAIM_MS + 31_000)).toMatchObject({
    ...{ scheduledFor: "2026-03-01T18:01:11.000Z", collectAt: "2026-03-01T18:01:11.000Z" },
  });
});
