import { beforeAll, expect, inject, test, vi } from "vitest";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { contentOutsideInbox } from "@/lib/testing/database-content";
import { oddAuthorization, oddBody } from "@/lib/testing/odd-webhooks";
import { seeded } from "@/lib/testing/seeded";
import { report } from "@/lib/testing/vault-stage";
import type { Sent } from "@/lib/testing/webhook-sender";
import {
  authorization,
  credentials,
  type EndpointOwner,
  insertEndpointOwner,
  webhookStage,
} from "@/lib/testing/webhook-stage";
import { createInbox } from "./inbox";
import type { NotificationHandlers } from "./notification-handler";

const stage = webhookStage();
// TEST_ROUNDS=1: as many as the proof asks for.
const long = inject("longRounds") > 0;
const BODIES = long ? 20_000 : 800;
const HEADERS = long ? 10_000 : 500;
const SEED = 20_260_101;

let house: EndpointOwner;
beforeAll(async () => {
  house = await insertEndpointOwner(stage);
});

async function sendAll(count: number, send: (n: number) => Promise<Sent>): Promise<Map<number, number>> {
  const statuses = new Map<number, number>();
  let next = 0;
  await Promise.all(
    Array.from({ length: 16 }, async () => {
      for (let n = next++; n < count; n = next++) {
        const { status } = await send(n);
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    }),
  );
  return statuses;
}

test(`${BODIES} odd bodies with valid credentials: no answer of 5xx, no effect, and the receiver lives`, async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  const random = seeded(SEED);
  const bodies = Array.from({ length: BODIES }, () => oddBody(random));
  const before = await contentOutsideInbox(stage.owner);
  const paths = ["/webhook/lightspeed", `/webhook/lightspeed/${house.endpointId}`];
  const statuses = await sendAll(BODIES, (n) =>
    stage.sender.send({ path: paths[n % 2] ?? "", headers: { authorization }, body: bodies[n] ?? "" }),
  );
  report(`odd bodies, seed ${SEED}: ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect([...statuses.keys()].filter((status) => ![200, 400, 413].includes(status))).toEqual([]);
  expect(statuses.get(200) ?? 0).toBeGreaterThan(BODIES / 4);

  const { notificationHandlers } = await import("@/lib/jobs/registry");
  const parkable: NotificationHandlers = { order: undefined, payment: undefined, ...notificationHandlers };
  const services = { db: stage.db, now: () => new Date(), lightspeed: { environment: "sandbox" } } as Services;
  await createInbox(services, parkable).drain();
  expect(await contentOutsideInbox(stage.owner)).toEqual(before);
  const ended = await stage.owner`select distinct status from webhook_events`;
  expect(ended.map(({ status }) => status).filter((status) => !["parked", "ignored"].includes(status))).toEqual([]);

  // The same way a true notification does arrive, and is seen.
  const item = {
    type: "ITEM",
    sku: "7",
    count: 3,
    businessLocationId: house.placeId,
    countUpdatedAt: "2026-01-01T10:00:00Z",
  };
  const { status } = await stage.sender.send({ headers: { authorization }, body: JSON.stringify(item) });
  expect(status).toBe(200);
  await createInbox(services, parkable).drain();
  expect(await contentOutsideInbox(stage.owner)).not.toEqual(before);
}, 600_000);

test(`${HEADERS} odd Authorization headers: 401 for each, and nothing else`, async () => {
  const random = seeded(SEED + 1);
  const headers = Array.from({ length: HEADERS }, () => oddAuthorization(random, credentials));
  const [before] = await stage.owner`select count(*) from webhook_events`;
  const statuses = await sendAll(HEADERS, (n) =>
    stage.sender.send({ headers: { authorization: headers[n] ?? "" }, body: '{"type":"ORDER"}' }),
  );
  report(`odd headers, seed ${SEED + 1}: ${JSON.stringify(Object.fromEntries(statuses))}`);
  expect(Object.fromEntries(statuses)).toEqual({ 401: HEADERS });
  const [after] = await stage.owner`select count(*) from webhook_events`;
  expect(after).toEqual(before);
}, 600_000);
