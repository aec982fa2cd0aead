import { expect, test } from "vitest";
import { testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant, type SignedIn, type TestMerchant } from "@/lib/testing/merchants";
import { completePasswordReset, makeResetLink } from "./password-reset";
import { IDLE_SECONDS, SESSION_SECONDS, sealSessionToken } from "./session-token";
import { actorOfCookie, endSessions, findActor } from "./sessions";

const database = databaseUnderTest();

type Scene = { merchant: TestMerchant; first: SignedIn };

const endings: Record<string, (scene: Scene) => Promise<unknown>> = {
  "signing out everywhere": ({ first }) => endSessions(database.db, first.actor, "all"),
  "disabling the user": ({ merchant: { manager } }) =>
    database.owner`update users set disabled_at = now() where id = ${manager.id}`,
  "another role": ({ merchant: { manager } }) =>
    database.owner`update users set role = 'viewer' where id = ${manager.id}`,
  "another password": ({ merchant: { manager } }) =>
    database.owner`update users set password_hash = 'another' where id = ${manager.id}`,
  "a password reset": async ({ merchant: { manager } }) => {
    const needs = testAuthNeeds(database.db);
    const link = await makeResetLink(needs, manager, 30);
    const token = link?.split("/").at(-1) ?? "";
    await completePasswordReset(needs, { token, password: "three calm horses", network: "10.0.0.1" });
  },
  "eight hours without a request": ({ merchant: { manager } }) =>
    database.owner`update sessions set last_seen_at = now() - make_interval(secs => ${IDLE_SECONDS + 1}) where user_id = ${manager.id}`,
  "seven days, however busy": ({ merchant: { manager } }) =>
    database.owner`update sessions set expires_at = expires_at - make_interval(secs => ${SESSION_SECONDS + 1}) where user_id = ${manager.id}`,
};

test.each(Object.keys(endings))(
  "%s ends every session of the user at the next request and nobody else's",
  async (how) => {
    const merchant = await createTestMerchant(database.db);
    const first = await merchant.signIn(merchant.manager);
    const second = await merchant.signIn(merchant.manager);
    const colleague = await merchant.signIn(merchant.owner);

    await endings[how]?.({ merchant, first });

    expect(await findActor(database.db, first.sid)).toBeNull();
    expect(await findActor(database.db, second.sid)).toBeNull();
    expect(await findActor(database.db, colleague.sid)).toEqual(colleague.actor);
  },
);

test("signing out ends this session and leaves the other device signed in", async () => {
  const merchant = await createTestMerchant(database.db);
  const here = await merchant.signIn(merchant.owner);
  const there = await merchant.signIn(merchant.owner);

  await endSessions(database.db, here.actor, "this");

  expect(await findActor(database.db, here.sid)).toBeNull();
  expect(await findActor(database.db, there.sid)).toEqual(there.actor);
});

test("a session still counts just before its idle and absolute limits", async () => {
  const merchant = await createTestMerchant(database.db);
  const { sid, actor } = await merchant.signIn(merchant.owner);
  await database.owner`update sessions set last_seen_at = now() - make_interval(secs => ${IDLE_SECONDS - 30}), expires_at = now() + interval '30 seconds' where id = ${actor.sessionId}`;
  expect(await findActor(database.db, sid)).toEqual(actor);
});

test("a new name shows at the next request without signing in again", async () => {
  const merchant = await createTestMerchant(database.db);
  const { sid } = await merchant.signIn(merchant.owner);
  await database.owner`update users set name = 'New Name' where id = ${merchant.owner.id}`;
  expect(await findActor(database.db, sid)).toMatchObject({ userName: "New Name", role: "owner" });
});

test("the database holds no session id, only its hash", async () => {
  const merchant = await createTestMerchant(database.db);
  const { sid, actor } = await merchant.signIn(merchant.owner);
  const [row] = await database.owner`select s::text as row from sessions s where id = ${actor.sessionId}`;
  expect(row?.row).toContain(actor.userId);
  expect(row?.row).not.toContain(sid);
});

test("only a cookie that was sealed with our secret, and is whole, stands for a session", async () => {
  const secret = "one secret of the app, long enough";
  const merchant = await createTestMerchant(database.db, { secret });
  const { sid, cookie, actor } = await merchant.signIn(merchant.owner);
  const open = (value: string | undefined, key = secret) => actorOfCookie(database.db, value, key);

  expect(await open(cookie.value)).toEqual(actor);
  const foreign = await sealSessionToken(sid, "the secret of somebody else, as long");
  const refused = [
    undefined,
    "",
    "x",
    sid,
    foreign,
    `${cookie.value}x`,
    cookie.value.slice(1),
    "a.b.c.d.e",
    "é".repeat(5000),
  ];
  for (const value of refused) expect(await open(value)).toBeNull();
  expect(await open(cookie.value, "another secret of the app, long")).toBeNull();
});

test("signing out and signing out everywhere are in the audit trail, once for what they ended", async () => {
  const merchant = await createTestMerchant(database.db);
  const first = await merchant.signIn(merchant.owner);
  const second = await merchant.signIn(merchant.owner);
  for (const which of ["this", "this", "all", "all"] as const) {
    await endSessions(database.db, which === "this" ? first.actor : second.actor, which);
  }
  const rows = await database.owner`select action, actor_id, detail->>'sessions' as sessions from audit_entries
    where merchant_id = ${merchant.merchant.id} and action not in ('merchant.created', 'sign_in.succeeded') order by seq`;
  expect(rows).toEqual([
    { action: "sign_out", actor_id: merchant.owner.id, sessions: "1" },
    { action: "sessions.revoked", actor_id: merchant.owner.id, sessions: "1" },
  ]);
});
