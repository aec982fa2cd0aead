import { randomUUID } from "node:crypto";
import { beforeAll, expect, inject, test, vi } from "vitest";
import { withTenant } from "@/db/client";
import { createInbox } from "@/lib/lightspeed/webhooks/inbox";
import type { NotificationHandlers } from "@/lib/lightspeed/webhooks/notification-handler";
import { wakeParked } from "@/lib/lightspeed/webhooks/wake-parked";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { seeded } from "@/lib/testing/seeded";
import { insertSubmittedOrder, type SubmittedOrder } from "@/lib/testing/submitted-order";
import { report } from "@/lib/testing/vault-stage";
import { authorization, type EndpointOwner, insertEndpointOwner, webhookStage } from "@/lib/testing/webhook-stage";
import { notificationHandlers } from "./registry";

const stage = webhookStage();
// TEST_ROUNDS=1: every order of arrival.
const long = inject("longRounds") > 0;
const random = seeded(99);
let house: EndpointOwner;
let orders = 0;
beforeAll(async () => {
  house = await insertEndpointOwner(stage);
});

const services = () => ({ db: stage.db, now: () => new Date(), lightspeed: { environment: "sandbox" } }) as Services;

const submittedOrder = () => {
  orders += 1;
  return insertSubmittedOrder(stage.owner, house, orders);
};

function storyOf({ reference, paymentReference }: SubmittedOrder): object[] {
  const check = { ikentooAccountIdentifier: `A7.${orders}`, businessLocationId: house.placeId };
  const about = (type: string, status: string, thirdPartyReference: string) => ({
    type,
    status,
    thirdPartyReference,
    ...check,
  });
  return [
    about("ORDER", "SUCCESS", reference),
    about("ORDER", "CHECK_WAS_UPDATED", reference),
    about("PAYMENT", "SUCCESS", paymentReference),
    about("ORDER", "READY_FOR_PICKUP", reference),
    about("ORDER", "CLOSED", reference),
  ];
}

async function send(body: object): Promise<void> {
  const path = `/webhook/lightspeed/${house.endpointId}`;
  const { status } = await stage.sender.send({ path, headers: { authorization }, body: JSON.stringify(body) });
  expect(status).toBe(200);
}

/** One after the other, in the order of arrival. */
const work = (handlers: NotificationHandlers) => createInbox(services(), handlers, { slots: 1 }).drain();

/** What the money and the kitchen depend on, without times and ids. */
async function endOf({ id }: SubmittedOrder) {
  const [row] = await stage.owner`
    select status, step, pos_stage, account_identifier is not null as has_check, on_pos_at is not null as on_pos, settled_at is not null as settled,
           failure_code, flag from orders where id = ${id}`;
  const postings =
    await stage.owner`select posting, line, account, amount_minor from ledger_entries where order_id = ${id} order by 1, 2`;
  const moves =
    await stage.owner`select kind, count(*)::int as n from order_timeline where order_id = ${id} and direction = 'here' group by 1 order by 1`;
  return JSON.stringify({
    row,
    postings: postings.map((one) => ({ ...one, posting: String(one.posting).split(":")[0] })),
    moves,
  });
}

function permutations<T>(values: readonly T[]): T[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((value, n) =>
    permutations([...values.slice(0, n), ...values.slice(n + 1)]).map((rest) => [value, ...rest]),
  );
}

/** The final states of the story over these orders of arrival, with copies thrown in. */
async function finalStates(arrivals: number[][], handlers: NotificationHandlers): Promise<Set<string>> {
  const ends = new Set<string>();
  for (const arrival of arrivals) {
    const order = await submittedOrder();
    const story = storyOf(order);
    const sent = arrival.map((index) => story[index] ?? {});
    const copies = sent.filter(() => random.below(3) === 0);
    for (const message of [
      ...sent.flatMap((one) => (random.below(4) === 0 ? [one, one] : [one])),
      ...random.shuffle(copies),
    ])
      await send(message);
    await work(handlers);
    ends.add(await endOf(order));
  }
  return ends;
}

test("five messages in every order, with copies: one final state", async () => {
  const all = permutations([0, 1, 2, 3, 4]);
  const arrivals = long ? all : random.shuffle(all).slice(0, 6);
  const ends = await finalStates(arrivals, notificationHandlers);
  report(`${arrivals.length} orders of arrival of 5 messages with copies: ${ends.size} final state`);
  expect([...ends]).toHaveLength(1);
  expect([...ends][0]).toContain('"status":"completed"');
}, 900_000);

test("the proof notices handlers that do whatever the latest message says", async () => {
  const words: Record<string, string> = {
    SUCCESS: "on_pos",
    CLOSED: "completed",
    READY_FOR_PICKUP: "settling",
    CHECK_WAS_UPDATED: "submitted",
  };
  const latest: NotificationHandlers["order"] = async (_, { reference, status }) => {
    await stage.owner`update orders set status = ${words[status ?? ""] ?? "on_pos"} where ${reference} in (reference, payment_reference)`;
    return { result: "processed", what: "Done." };
  };
  const arrivals = permutations([0, 1, 2, 3, 4]).slice(0, 5);
  const ends = await finalStates(arrivals, { order: latest, payment: latest });
  expect(ends.size).toBeGreaterThan(1);
}, 300_000);

test("a failure that comes after the success never takes an order back", async () => {
  const order = await submittedOrder();
  const [success] = storyOf(order);
  await send(success ?? {});
  await work(notificationHandlers);
  const before = JSON.parse(await endOf(order)).row.status;
  await send({ status: "FAILURE", reason: "too late", thirdPartyReference: order.reference });
  await work(notificationHandlers);
  expect(before).toBe("on_pos");
  expect(JSON.parse(await endOf(order)).row.status).toBe("on_pos");
});

test("twenty copies through two workers at once book one payment", async () => {
  const order = await submittedOrder();
  const [success, , payment] = storyOf(order);
  await Promise.all(Array.from({ length: 20 }, (_, n) => send((n % 2 === 0 ? success : payment) ?? {})));
  await Promise.all([
    createInbox(services(), notificationHandlers).drain(),
    createInbox(services(), notificationHandlers).drain(),
  ]);
  const booked =
    await stage.owner`select distinct posting from ledger_entries where order_id = ${order.id} and posting like 'booked%'`;
  expect(booked).toHaveLength(1);
  expect(JSON.parse(await endOf(order)).row.status).toBe("completed");
});

test("what comes before its order exists is parked, and takes effect when the order does", async () => {
  const [reference, paymentReference] = [`UPV-${orders + 1}-r${orders + 1}`, `UPV-${orders + 1}-P${orders + 1}`];
  for (const message of storyOf({ id: randomUUID(), reference, paymentReference })) await send(message);
  await work(notificationHandlers);
  const statuses =
    await stage.owner`select distinct status from webhook_events where reference in (${reference}, ${paymentReference})`;
  expect(statuses.map(({ status }) => status)).toEqual(["parked"]);
  const order = await submittedOrder();
  expect(order.reference).toBe(reference);
  for (const one of [reference, paymentReference])
    await withTenant(stage.db, house.merchantId, (tx) => wakeParked(tx, house.merchantId, one));
  await work(notificationHandlers);
  expect(JSON.parse(await endOf(order)).row.status).toBe("completed");
});

test("a thousand forged successes with the right endpoint id and no credentials move nothing by themselves", async () => {
  vi.spyOn(log, "error").mockImplementation(() => {});
  const order = await submittedOrder();
  const before = await endOf(order);
  const count = long ? 1_000 : 60;
  const story = storyOf(order);
  for (let n = 0; n < count; n += 1) {
    await stage.owner`insert into webhook_events (id, merchant_id, environment, endpoint_id, verified, type, vendor_status, reference,
        business_location_id, account_identifier, body, correlation_id)
      select ${randomUUID()}, ${house.merchantId}, 'sandbox', ${house.endpointId}, false, m->>'type', m->>'status', m->>'thirdPartyReference',
        m->>'businessLocationId', m->>'ikentooAccountIdentifier', m::text, ${randomUUID()}
      from (select ${JSON.stringify(story[n % story.length])}::text::jsonb as m) x`;
  }
  await createInbox(services(), notificationHandlers).drain();
  expect(await endOf(order)).toBe(before);
  const looks =
    await stage.owner`select task_identifier from graphile_worker.jobs where task_identifier like 'orders.%'`;
  expect(looks.length).toBeGreaterThan(0);
}, 300_000);
