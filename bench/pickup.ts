import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { run } from "graphile-worker";
import postgres from "postgres";
import { z } from "zod";
import { createDatabase } from "../db/client";
import { storeWebhookEvents } from "../db/queries/webhook-intake";
import { runInbox } from "../lib/jobs/inbox-loop";
import { defineTask, enqueue } from "../lib/jobs/task";
import type { Services } from "../lib/services";
import { timeOrderedId } from "../lib/time-ordered-id";
import { percentile } from "./ratio";

const COUNT = 300;

/** Milliseconds from the commit, as its sender sees it, to the first line of the handler. */
export async function pickup(appUrl: string, ownerUrl: string) {
  const db = createDatabase(appUrl, { applicationName: "upvendo-bench" });
  const deliveries = await ofDeliveries(db, appUrl, ownerUrl);
  const jobs = await ofJobs(db, appUrl);
  await db.$client.end();
  return { deliveries, jobs };
}

const figures = (times: number[]) => ({
  p50: Number(percentile(times, 0.5).toFixed(2)),
  p99: Number(percentile(times, 0.99).toFixed(2)),
  count: times.length,
});

async function ofDeliveries(db: ReturnType<typeof createDatabase>, appUrl: string, ownerUrl: string) {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const [merchantId, endpointId] = [randomUUID(), randomUUID().replaceAll("-", "")];
  await owner`update webhook_events set due_at = null where due_at is not null`;
  await owner`insert into merchants (id, name) values (${merchantId}, 'Bench')`;
  await owner`insert into connections (merchant_id, environment, status) values (${merchantId}, 'sandbox', 'connected')`;
  await owner`insert into webhook_endpoints (merchant_id, environment, endpoint_id, url) values (${merchantId}, 'sandbox', ${endpointId}, '')`;
  await owner.end();

  const began = new Map<string, number>();
  const stopping = new AbortController();
  const services = { db, now: () => new Date() } as Services;
  const order = async (_: Services, { eventId }: { eventId: string }) => {
    began.set(eventId, performance.now());
    return { result: "processed" as const, what: "Measured." };
  };
  const inbox = runInbox(services, { order }, { databaseUrl: appUrl, signal: stopping.signal });
  await pause(1_500);
  const times: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    const id = timeOrderedId();
    const none = {
      vendorStatus: null,
      reference: null,
      businessLocationId: null,
      accountIdentifier: null,
      idempotencyKey: null,
    };
    await storeWebhookEvents(db, "sandbox", [
      { ...none, id, endpointId, verified: true, type: "ORDER", headers: {}, body: "{}" },
    ]);
    const committed = performance.now();
    while (!began.has(id)) await pause(1);
    times.push(Math.max(0, (began.get(id) ?? 0) - committed));
    await pause(5 + (n % 7));
  }
  stopping.abort();
  await inbox;
  return figures(times);
}

const task = defineTask({ name: "bench.pickup", payload: z.object({ n: z.number() }) });

async function ofJobs(db: ReturnType<typeof createDatabase>, appUrl: string) {
  const began = new Map<number, number>();
  const runner = await run({
    ...{ connectionString: appUrl, concurrency: 10, noHandleSignals: true },
    taskList: { [task.name]: async (payload) => void began.set(task.payload.parse(payload).n, performance.now()) },
  });
  await pause(500);
  const times: number[] = [];
  for (let n = 0; n < COUNT; n += 1) {
    await enqueue(db, task, { n });
    const committed = performance.now();
    while (!began.has(n)) await pause(1);
    times.push(Math.max(0, (began.get(n) ?? 0) - committed));
    await pause(5 + (n % 7));
  }
  await runner.stop();
  return figures(times);
}
