import { randomBytes } from "node:crypto";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createDatabase } from "@/db/client";
import type { Order } from "@/db/schema";
import { changeRecipients } from "@/lib/attention/update-notification-settings";
import { notificationHandlers } from "@/lib/jobs/registry";
import { readOpenChecks } from "@/lib/lightspeed/floor-plan/read-open-checks";
import { createInbox } from "@/lib/lightspeed/webhooks/inbox";
import { createIntake } from "@/lib/lightspeed/webhooks/intake";
import { createReceiver, type Receiver } from "@/lib/lightspeed/webhooks/receiver";
import { createRefusalCounter } from "@/lib/lightspeed/webhooks/refusal-counter";
import { createScanner } from "@/lib/testing/canaries";
import { heard, payOrder, reload, runJobs, shifted } from "@/lib/testing/order-stage";
import { orderTests } from "@/lib/testing/order-tests";
import { basic } from "@/lib/testing/webhook-sender";
import { credentials } from "@/lib/testing/webhook-stage";
import { createApiKey, findCaller } from "./api-keys";
import { eraseGuest, eraseGuests, GUEST_RETENTION_DAYS } from "./erase-guest";
import { intakeOrder } from "./intake-order";
import { refundOrder } from "./refund-order";
import { retryOrder } from "./retry-order";

// What is to be sent stays in the queue, where it must be found too.
vi.mock("@/lib/mail/send", () => ({ sendMail: () => Promise.reject(new Error("the mail server is away")) }));

const at = orderTests();
let owner: postgres.Sql;
let receiver: Receiver;
beforeAll(() => {
  const { ownerUrl, appUrl } = at.stage;
  owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  receiver = createReceiver({
    credentials,
    intake: createIntake(() => createDatabase(appUrl, { max: 2 }), "sandbox"),
    refusals: createRefusalCounter(createDatabase(appUrl, { max: 1 })),
  });
});
afterAll(async () => {
  await receiver.close();
  await owner.end();
});

const canary = () => randomBytes(6).toString("hex");
type Guest = ReturnType<typeof newGuest>;
const newGuest = () => ({
  firstName: `Zoë-${canary()}`,
  lastName: `O'Neill ${canary()}`,
  email: `guest.${canary()}@canary.test`,
  phone: `+32${Date.now()}`.slice(0, 14),
  line1: `Rue "${canary()}" 7`,
  note: `For the birthday of ${canary()}`,
});

/** Through the door of a channel, with all that a guest can tell. */
async function order(guest: Guest): Promise<Order> {
  const { actor, locationId } = at.merchant;
  const { key } = await createApiKey(at.stage.services, actor, { locationId, channel: "test", name: canary() });
  const caller = await findCaller(at.stage.services, `Bearer ${key}`);
  if (!caller) throw new Error("the key does not open");
  const { firstName, lastName, email, phone, line1, note } = guest;
  const answer = await intakeOrder(at.stage.services, {
    ...{ caller, idempotencyKey: canary() },
    rawBody: JSON.stringify({
      ...{ type: "delivery", currency: "EUR", expectedTotal: 3520, note },
      customer: { firstName, lastName, email, phone },
      address: { line1, zip: "1000", city: "Brussels" },
      lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1760 }],
      returnUrl: new URL(`/back?mail=${encodeURIComponent(email)}`, at.stage.services.payments.appUrl).href,
    }),
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(201);
  return reload(at.stage, { id: (answer.body as { id: string }).id, merchantId: actor.merchantId });
}

/** As Lightspeed would: to the receiver, into the inbox, to whoever handles it. */
async function deliver(body: string, headers: Record<string, string> = {}): Promise<void> {
  const { status } = await receiver.receive({
    endpointId: at.merchant.endpointId,
    headers: Object.entries({ authorization: basic(credentials.user, credentials.password), ...headers }),
    read: async () => ({ text: body }),
  });
  expect(status).toBe(200);
  await createInbox(at.stage.services, notificationHandlers).drain();
}

async function until(wanted: Order["status"], given: Order): Promise<Order> {
  for (let round = 0; round < 50; round += 1) {
    await runJobs(at.stage);
    for (const { body } of await heard(at.stage, at.merchant, 1, 200)) await deliver(body);
    const now = await reload(at.stage, given);
    if (now.status === wanted) return now;
  }
  throw new Error(`the order is not ${wanted}`);
}

/** In which tables something of the guest stands, in whatever disguise. */
async function tablesWith(guest: Guest): Promise<string[]> {
  const scanner = createScanner(guest);
  const tables = await owner<{ schema: string; name: string }[]>`
    select n.nspname as schema, c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') order by 1, 2`;
  for (const { schema, name } of tables)
    for (const { row } of await owner`select t::text as row from ${owner(schema)}.${owner(name)} t`)
      scanner.scan(schema === "webhook_days" ? "webhook_events" : name, row);
  expect(tables.length).toBeGreaterThan(50);
  expect(scanner.bytes()).toBeGreaterThan(10_000);
  return [...new Set(scanner.hits().map(({ sink }) => sink))].sort();
}

/** Refused once in the guest's own words, sent again, settled, and given back in part for a reason that names the guest. */
async function life(guest: Guest): Promise<Order> {
  const { stage, merchant } = at;
  const { actor, placeId } = merchant;
  await changeRecipients(stage.services, actor, { byEmail: true, recipients: ["chef@brasserie.test"] });
  const { firstName, lastName, email, phone, line1, note } = guest;
  const placed = await order(guest);
  await payOrder(stage, placed);
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: 0 });
  await runJobs(stage);
  const [refusal] = await heard(stage, merchant, 1);
  const reason = `Consumer ${firstName} ${lastName} (${email}, ${phone}) of ${line1} is blocked: ${note}`;
  await deliver(JSON.stringify({ ...JSON.parse(refusal?.body ?? ""), reason, more: { email } }), {
    "x-consumer": email,
  });
  const failed = await reload(stage, placed);
  expect(failed).toMatchObject({ status: "failed", failureDetail: expect.stringContaining(firstName) });
  await expect(eraseGuest(stage.services, actor, { orderId: placed.id })).rejects.toThrow("mark it as resolved");
  await runJobs(stage);
  await at.till("PUT", "/counts/STA-GARNAALKROKET", { count: null });
  await retryOrder(stage.services, actor, { orderId: placed.id });
  await until("on_pos", placed);
  await readOpenChecks(
    stage.services,
    actor.merchantId,
    { businessLocationId: placeId, currency: "EUR" },
    { maxAgeMs: 0 },
  );
  const done = await until("completed", placed);
  await refundOrder(stage.services, actor, { orderId: done.id, amountMinor: 100, reason: `${firstName} waited` });
  await runJobs(stage);
  return reload(stage, done);
}

const everywhere = [
  ...["_private_jobs", "idempotency_keys", "issues", "kitchen_slips", "order_timeline", "orders", "payments"],
  ...["refunds", "snapshots", "webhook_events"],
];

test("on request nothing of the guest is left in any table, and amounts, lines and references are", async () => {
  const guest = newGuest();
  const done = await life(guest);
  expect(await tablesWith(guest)).toEqual(everywhere);

  await eraseGuest(at.stage.services, at.merchant.actor, { orderId: done.id });
  expect(await tablesWith(guest)).toEqual([]);
  const { lines, totalMinor, reference, accountIdentifier } = done;
  expect(await reload(at.stage, done)).toMatchObject({ lines, totalMinor, reference, accountIdentifier });

  // The till says something of it later, and names the guest again.
  await deliver(
    JSON.stringify({
      ...{ type: "ORDER", status: "CHECK_WAS_UPDATED", thirdPartyReference: reference, accountId: "9007199254740993" },
      account: { name: `${guest.firstName} ${guest.lastName}`, consumer: { email: guest.email } },
    }),
  );
  expect(await tablesWith(guest)).toEqual([]);
});

test("after the period the same is erased by itself, and not before", async () => {
  const guest = newGuest();
  const done = await life(guest);
  const after = (days: number) => shifted(at.stage, days * 86_400_000).services;
  await eraseGuests(after(GUEST_RETENTION_DAYS - 1));
  expect(await tablesWith(guest)).not.toEqual([]);
  await eraseGuests(after(GUEST_RETENTION_DAYS + 1));
  expect(await tablesWith(guest)).toEqual([]);
  expect(await reload(at.stage, done)).toMatchObject({ guestErasedAt: expect.any(Date) });
});
