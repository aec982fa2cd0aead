import postgres from "postgres";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Actor } from "@/lib/auth/roles";
import { actorOf, createStageMerchant, openStage, type Stage } from "@/lib/testing/connection-stage";
import { isSignedWith, type Receiver, startReceiver } from "@/lib/testing/notice-receiver";
import { callWebhook } from "./call-webhook";
import { getNotificationSettings } from "./get-notification-settings";
import { recipientsInput } from "./notification-input";
import { sendTestNotice } from "./send-test-notice";
import { callWebhookTask, type WebhookCall } from "./tasks";
import { changeRecipients, removeWebhook, replaceWebhookSecret, setWebhook } from "./update-notification-settings";

let stage: Stage;
let owner: postgres.Sql;
let receiver: Receiver;
let actor: Actor;
beforeAll(async () => {
  stage = await openStage();
  owner = postgres(stage.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await stage.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
  actor = (await createStageMerchant(stage)).actor;
});
afterEach(() => receiver.close());

const START = Date.parse("2026-06-01T12:00:00Z");
const at = (seconds: number) => ({ ...stage.services, now: () => new Date(START + seconds * 1_000) });
const viewed = (who = actor) => getNotificationSettings(stage.services, who.merchantId);
const enter = async () => {
  const { secret } = await setWebhook(stage.services, actor, { address: receiver.url });
  if (!secret) throw new Error("no secret was shown");
  return secret;
};

/** The calls that wait for this merchant, with the second at which they are due. */
async function calls(): Promise<(WebhookCall & { due: number })[]> {
  const rows = await owner`select j.id, j.payload, j.run_at from graphile_worker._private_jobs j
    join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'attention.call-webhook' and j.payload->>'merchantId' = ${actor.merchantId} order by j.id`;
  for (const { id } of rows) await owner`select graphile_worker.complete_jobs(array[${id}]::bigint[])`;
  return rows.map(({ payload, run_at }) => ({
    ...callWebhookTask.payload.parse(payload),
    due: Math.round((new Date(run_at).getTime() - START) / 1_000),
  }));
}
const mailsOf = async () =>
  (
    await owner`select j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
      where t.identifier = 'attention.mail' and j.payload->>'text' like ${`%${actor.userName}%`} order by j.id`
  ).map(({ payload }) => payload);

test("the address is sealed, shown masked, and its secret once", async () => {
  expect(await viewed()).toMatchObject({ byEmail: true, recipients: [], webhook: null, updatedBy: null });
  const secret = await enter();
  const view = await viewed();
  expect(view).toMatchObject({ webhook: { outcome: null }, updatedBy: "Test Owner" });
  expect(view.webhook?.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/…path$/);
  expect(JSON.stringify(view)).not.toContain("upvendo-secret");
  const [row] = await owner`select * from attention_settings where merchant_id = ${actor.merchantId}`;
  for (const hidden of ["upvendo-secret", secret, secret.slice(6)]) expect(JSON.stringify(row)).not.toContain(hidden);
  const audit = await owner`select action, detail::text from audit_entries where merchant_id = ${actor.merchantId}`;
  expect(audit.map(({ action }) => action)).toEqual(["notifications.webhook_set"]);
  expect(audit[0]?.detail).not.toContain("upvendo-secret");
  // Another address is signed with the same secret, which is not shown again.
  expect(await setWebhook(stage.services, actor, { address: `${receiver.url}/2` })).toEqual({ secret: null });
});

test("a test notice goes to everybody who would be told, once in half a minute, and its outcome is kept", async () => {
  const secret = await enter();
  await changeRecipients(stage.services, actor, { byEmail: true, recipients: ["chef@upvendo.test"] });
  expect(await sendTestNotice(at(0), actor)).toBe(2);
  await expect(sendTestNotice(at(29), actor)).rejects.toMatchObject({ code: "too_many_requests" });
  const waiting = await calls();
  expect(waiting).toHaveLength(1);
  for (const call of waiting) await callWebhook(at(1), call);
  expect(receiver.got).toHaveLength(1);
  expect(receiver.got.every((message) => isSignedWith(secret, message))).toBe(true);
  expect(JSON.parse(receiver.got[0]?.body ?? "")).toMatchObject({ type: "test", data: { sentBy: "Test Owner" } });
  expect((await viewed()).webhook?.outcome).toEqual({
    ...{ at: new Date(START + 1_000).toISOString(), subject: "Test notice from Upvendo" },
    ...{ ok: true, detail: "Taken (204).", attempt: 1, nextAt: null },
  });
  expect(await mailsOf()).toContainEqual(expect.objectContaining({ to: "chef@upvendo.test" }));
  expect(await sendTestNotice(at(31), actor)).toBe(2);
});

test("where nobody would be told, a test says so", async () => {
  await changeRecipients(stage.services, actor, { byEmail: false, recipients: [] });
  await expect(sendTestNotice(at(0), actor)).rejects.toMatchObject({ code: "conflict" });
});

test("a receiver that is away gets the same message under the same id three times more, later and later", async () => {
  await enter();
  await sendTestNotice(at(0), actor);
  receiver.answer({ status: 503 });
  let now = 0;
  const dues: number[] = [];
  for (let waiting = await calls(); waiting.length > 0; waiting = await calls()) {
    for (const { due, ...call } of waiting) {
      now = call.attempt === 1 ? 0 : due;
      dues.push(now);
      await callWebhook(at(now), call);
    }
  }
  expect(dues).toEqual([0, 10, 70, 370]);
  expect(new Set(receiver.got.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
  expect(new Set(receiver.got.map(({ body }) => body)).size).toBe(1);
  expect((await viewed()).webhook?.outcome).toMatchObject({ ok: false, attempt: 4, nextAt: null });
});

test("between tries the page says when the next one is, and a success ends them", async () => {
  const secret = await enter();
  await sendTestNotice(at(0), actor);
  receiver.answer({ status: 500 });
  for (const call of await calls()) await callWebhook(at(0), call);
  expect((await viewed()).webhook?.outcome).toMatchObject({
    ...{ ok: false, attempt: 1, nextAt: new Date(START + 10_000).toISOString() },
  });
  receiver.answer({ status: 200 });
  for (const call of await calls()) await callWebhook(at(10), call);
  expect((await viewed()).webhook?.outcome).toMatchObject({ ok: true, attempt: 2, nextAt: null });
  expect(await calls()).toEqual([]);
  expect(receiver.got.every((message) => isSignedWith(secret, message))).toBe(true);
});

test("what waits for a webhook that was removed, or that production would not call, is not sent", async () => {
  await enter();
  await sendTestNotice(at(0), actor);
  const [call] = await calls();
  if (!call) throw new Error("nothing waits");
  const outside = { ...at(1), payments: { ...stage.services.payments, appUrl: "https://app.upvendo.test" } };
  await callWebhook(outside, call);
  expect((await viewed()).webhook?.outcome).toMatchObject({ ok: false, nextAt: null });
  await removeWebhook(stage.services, actor);
  await callWebhook(at(2), call);
  expect(receiver.got).toEqual([]);
  expect(await viewed()).toMatchObject({ webhook: null });
});

test("a new secret signs everything from then on", async () => {
  const first = await enter();
  const { secret } = await replaceWebhookSecret(stage.services, actor);
  await sendTestNotice(at(0), actor);
  for (const call of await calls()) await callWebhook(at(0), call);
  const [message] = receiver.got;
  expect(message && isSignedWith(secret, message)).toBe(true);
  expect(message && isSignedWith(first, message)).toBe(false);
  await removeWebhook(stage.services, actor);
  await expect(replaceWebhookSecret(stage.services, actor)).rejects.toMatchObject({ code: "not_found" });
});

test("an address that must not be called is not taken, and two who enter one at once leave one that opens", async () => {
  for (const address of ["https://10.0.0.1/", "http://hooks.example.com/", "nonsense"])
    await expect(setWebhook(stage.services, actor, { address })).rejects.toMatchObject({ code: "invalid_input" });
  await Promise.all([1, 2, 3].map((n) => setWebhook(stage.services, actor, { address: `${receiver.url}/${n}` })));
  await sendTestNotice(at(0), actor);
  for (const call of await calls()) await callWebhook(at(0), call);
  expect(receiver.got).toHaveLength(1);
});

test("a viewer changes nothing, and another merchant's settings are not reached", async () => {
  await enter();
  const viewer = actorOf(actor.merchantId, "Test Brasserie", "viewer");
  const refused = { code: "forbidden" };
  await expect(changeRecipients(stage.services, viewer, { byEmail: false, recipients: [] })).rejects.toMatchObject(
    refused,
  );
  await expect(setWebhook(stage.services, viewer, { address: receiver.url })).rejects.toMatchObject(refused);
  await expect(replaceWebhookSecret(stage.services, viewer)).rejects.toMatchObject(refused);
  await expect(removeWebhook(stage.services, viewer)).rejects.toMatchObject(refused);
  await expect(sendTestNotice(at(0), viewer)).rejects.toMatchObject(refused);
  const stranger = (await createStageMerchant(stage)).actor;
  await removeWebhook(stage.services, stranger);
  expect(await viewed(stranger)).toMatchObject({ webhook: null });
  expect((await viewed()).webhook).not.toBeNull();
});

test("addresses are one a line, in one spelling, each once, and at most ten", () => {
  const read = (recipients: string) => recipientsInput.safeParse({ byEmail: true, recipients });
  expect(read(" Chef@Upvendo.test \n\nchef@upvendo.test, night@upvendo.test;").data?.recipients).toEqual([
    ...["chef@upvendo.test", "night@upvendo.test"],
  ]);
  expect(read("").data?.recipients).toEqual([]);
  expect(read("chef").success).toBe(false);
  expect(read("a@b.test\r\nBcc: c@d.test").success).toBe(false);
  expect(read(Array.from({ length: 11 }, (_, n) => `a${n}@b.test`).join("\n")).success).toBe(false);
});
