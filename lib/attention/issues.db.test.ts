import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import type { Mail } from "@/lib/mail/send";
import { actorOf, openStage, type Stage } from "@/lib/testing/connection-stage";
import { createTestMerchant } from "@/lib/testing/merchants";
import { isSignedWith, startReceiver } from "@/lib/testing/notice-receiver";
import { announceIssue } from "./announce-issue";
import { callWebhook } from "./call-webhook";
import { listIssues } from "./list-issues";
import { type IssueWords, raiseIssue } from "./raise-issue";
import { resolveIssue } from "./resolve-issue";
import { callWebhookTask, mailNoticeTask, type Notice } from "./tasks";
import { changeRecipients, setWebhook } from "./update-notification-settings";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const START = Date.parse("2026-06-01T12:00:00Z");
const hour = (n: number) => new Date(START + n * 3_600_000);

async function newMerchant() {
  const { merchant } = await createTestMerchant(stage.services.db);
  const merchantId = merchant.id;
  const words: IssueWords = {
    ...{ merchantId, kind: "connection", key: "lost", severity: "critical" },
    ...{ title: "Lightspeed is disconnected", body: "No order reaches the till.", remedy: "Reconnect." },
    href: "/lightspeed",
  };
  const { db } = stage.services;
  return {
    merchantId,
    raise: (change: Partial<IssueWords> = {}) =>
      withTenant(db, merchantId, (tx) => raiseIssue(tx, { ...words, ...change })),
    resolve: (change: Partial<Parameters<typeof resolveIssue>[1]> = {}) =>
      withTenant(db, merchantId, (tx) =>
        resolveIssue(tx, { merchantId, kind: "connection", key: "lost", proof: "A call went through.", ...change }),
      ),
    list: () => listIssues(stage.services, merchantId),
    actor: actorOf(merchantId),
  };
}

type Job = { issueId: string; notice: Notice; runAt: Date };
async function jobsOf(merchantId: string): Promise<Job[]> {
  const rows = await stage.services.db.execute<{ payload: Omit<Job, "runAt">; run_at: string; id: string }>(
    `select j.id, j.payload, j.run_at from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'attention.announce' and j.payload->>'merchantId' = '${merchantId}' order by j.run_at, j.id`,
  );
  return [...rows].map(({ payload, run_at }) => ({ ...payload, runAt: new Date(run_at) }));
}

/** Takes the jobs of a kind out of the queue. */
async function takeJobs(task: string): Promise<unknown[]> {
  const rows = await stage.services.db.execute<{ id: string; payload: unknown; run_at: string }>(
    `select j.id, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = '${task}' order by j.id`,
  );
  for (const { id } of rows)
    await stage.services.db.execute(`select graphile_worker.complete_jobs(array[${id}]::bigint[])`);
  return [...rows].map(({ payload }) => payload);
}

/** Runs what is due at a moment of a made-up clock, as the queue would. The tests of this file run one after the other. */
async function announceDue(merchantId: string, at: Date, mails: Mail[]): Promise<void> {
  const services = { ...stage.services, now: () => at };
  for (const { issueId, notice, runAt } of await jobsOf(merchantId)) {
    if (runAt <= at) await announceIssue(services, { merchantId, issueId, notice });
  }
  for (const payload of await takeJobs("attention.mail")) mails.push(mailNoticeTask.payload.parse(payload));
  for (const payload of await takeJobs("attention.call-webhook"))
    await callWebhook(services, callWebhookTask.payload.parse(payload));
}

test("a thousand equal failures are one issue that counts them", async () => {
  const merchant = await newMerchant();
  for (let n = 0; n < 250; n += 1) await Promise.all([1, 2, 3, 4].map(() => merchant.raise()));
  const { open } = await merchant.list();
  expect(open).toHaveLength(1);
  expect(open[0]?.count).toBe(1_000);
  expect(await jobsOf(merchant.merchantId)).toHaveLength(1);
}, 60_000);

test("it closes by proof only, and the same problem opens it again", async () => {
  const merchant = await newMerchant();
  await merchant.raise();
  expect(await merchant.resolve({ key: "another" })).toBe(false);
  expect((await merchant.list()).open).toHaveLength(1);
  expect(await merchant.resolve()).toBe(true);
  expect(await merchant.resolve()).toBe(false);
  const closed = await merchant.list();
  expect(closed.open).toEqual([]);
  expect(closed.resolved[0]).toMatchObject({ proof: "A call went through.", count: 1 });
  await merchant.raise();
  expect((await merchant.list()).open[0]).toMatchObject({ count: 2, reopened: 1, proof: null });
});

test("a day's outage says one alert, one reminder and one recovery", async () => {
  const merchant = await newMerchant();
  const mails: Mail[] = [];
  for (let n = 0; n <= 24; n += 1) {
    await merchant.raise({ at: hour(n) });
    await announceDue(merchant.merchantId, hour(n), mails);
  }
  await merchant.resolve({ at: hour(25) });
  for (let n = 25; n <= 30; n += 1) await announceDue(merchant.merchantId, hour(n), mails);
  expect(mails.map(({ subject }) => subject)).toEqual([
    "Lightspeed is disconnected",
    "Still: Lightspeed is disconnected",
    "Over: Lightspeed is disconnected",
  ]);
  expect(mails[0]?.text).toContain("Reconnect.");
  expect(mails[2]?.text).toContain("A call went through.");
});

test("what passes within its grace is told to nobody, neither its beginning nor its end", async () => {
  const merchant = await newMerchant();
  const mails: Mail[] = [];
  await merchant.raise({ severity: "warning", at: hour(0) });
  await announceDue(merchant.merchantId, hour(0), mails);
  await merchant.resolve({ at: hour(0.05) });
  await announceDue(merchant.merchantId, hour(1), mails);
  expect(mails).toEqual([]);
});

test("a day's outage reaches the webhook in three messages, too, each signed and under an id of its own", async () => {
  const merchant = await newMerchant();
  const receiver = await startReceiver();
  const { secret } = await setWebhook(stage.services, merchant.actor, { address: receiver.url });
  await changeRecipients(stage.services, merchant.actor, { byEmail: false, recipients: [] });
  const mails: Mail[] = [];
  for (let n = 0; n <= 24; n += 1) {
    await merchant.raise({ at: hour(n) });
    await announceDue(merchant.merchantId, hour(n), mails);
  }
  await merchant.resolve({ at: hour(25) });
  for (let n = 25; n <= 30; n += 1) await announceDue(merchant.merchantId, hour(n), mails);
  expect(mails).toEqual([]);
  expect(receiver.got.map(({ body }) => JSON.parse(body).type)).toEqual([
    ...["issue.opened", "issue.reminder", "issue.resolved"],
  ]);
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(3);
  for (const message of receiver.got) expect(isSignedWith(secret ?? "", message)).toBe(true);
  expect(JSON.parse(receiver.got[2]?.body ?? "")).toMatchObject({
    timestamp: hour(25).toISOString(),
    text: expect.stringContaining("Over: Lightspeed is disconnected"),
    data: { kind: "connection", severity: "critical", proof: "A call went through.", count: 25 },
  });
  await receiver.close();
});

test("the merchant says who is told, and may say nobody", async () => {
  const merchant = await newMerchant();
  const save = (byEmail: boolean, recipients: string[]) =>
    changeRecipients(stage.services, merchant.actor, { byEmail, recipients });
  await save(true, ["chef@upvendo.test", "night@upvendo.test"]);
  const mails: Mail[] = [];
  await merchant.raise({ at: hour(0) });
  await announceDue(merchant.merchantId, hour(0), mails);
  expect(mails.map(({ to }) => to)).toEqual(["chef@upvendo.test", "night@upvendo.test"]);
  await save(false, []);
  await merchant.resolve({ at: hour(1) });
  await announceDue(merchant.merchantId, hour(1), mails);
  expect(mails).toHaveLength(2);
});

test("another merchant's issues are neither seen nor closed", async () => {
  const [one, two] = [await newMerchant(), await newMerchant()];
  await one.raise();
  expect((await two.list()).open).toEqual([]);
  expect(await two.resolve()).toBe(false);
  expect((await one.list()).open).toHaveLength(1);
});
