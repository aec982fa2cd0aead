import { beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { firstBrokenAuditEntry } from "@/db/queries/audit";
import { quickPasswords, signInTry, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant } from "@/lib/testing/merchants";
import { rememberDevice } from "./known-device";
import { findActor } from "./sessions";
import { signIn } from "./sign-in";

const database = databaseUnderTest({ max: 10 });
const password = "correct horse staple";
let passwordHash: string;

beforeAll(async () => {
  passwordHash = await quickPasswords.hash(password);
});

const newMerchant = () => createTestMerchant(database.db, { passwordHash });

async function actionsOf(merchantId: string): Promise<string[]> {
  const rows = await database.owner`select action from audit_entries where merchant_id = ${merchantId} order by seq`;
  return rows.map(({ action }) => action);
}

test("the right password opens a session, whatever the case of the e-mail", async () => {
  const { owner, merchant } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const outcome = await signIn(needs, signInTry({ email: `  ${owner.email.toUpperCase()} `, password }));
  expect(outcome).toMatchObject({ kind: "signed_in", userId: owner.id, email: owner.email });
  const actor = outcome.kind === "signed_in" ? await findActor(database.db, outcome.sid) : null;
  expect(actor).toMatchObject({ userId: owner.id, merchantId: merchant.id, role: "owner" });
});

test("a new sign-in makes a new session and ends the one this browser had", async () => {
  const { owner, signIn: openSession } = await newMerchant();
  const before = await openSession(owner);
  const needs = testAuthNeeds(database.db);
  const outcome = await signIn(needs, signInTry({ email: owner.email, password, previousSid: before.sid }));
  expect(outcome.kind === "signed_in" && outcome.sid).not.toBe(before.sid);
  expect(await findActor(database.db, before.sid)).toBeNull();
});

test("wrong password, unknown user, disabled user, user without password and odd input get one answer", async () => {
  const { owner, manager, viewer } = await newMerchant();
  await database.owner`update users set disabled_at = now() where id = ${manager.id}`;
  await database.owner`update users set password_hash = null where id = ${viewer.id}`;
  const tries = [
    signInTry({ email: owner.email }),
    signInTry({ email: "nobody@upvendo.test", password }),
    signInTry({ email: manager.email, password }),
    signInTry({ email: viewer.email, password }),
    signInTry({ email: viewer.email, password: "" }),
    signInTry({ email: `${owner.email}\u0000`, password }),
    signInTry({ email: `${owner.email}%`, password }),
    signInTry({ email: "\ud800", password }),
    signInTry({ email: "x".repeat(10_000), password }),
    signInTry({ email: owner.email, password: "x".repeat(1_000_000) }),
    signInTry({ email: owner.email, password: `${password}\u0000` }),
  ];
  for (const attempt of tries) {
    const network = `192.0.2.${tries.indexOf(attempt)}`;
    expect(await signIn(testAuthNeeds(database.db), { ...attempt, network })).toEqual({ kind: "refused" });
  }
});

test("right passwords sent at once are all taken, whatever the clocks of the machines that they reach say", async () => {
  const { owner } = await newMerchant();
  const network = "198.51.100.200";
  const { secret } = testAuthNeeds(database.db);
  const at = (time: Date) => testAuthNeeds(database.db, { secret, now: () => time });
  const clocks = [5, 0, 3, 1].map((ahead) => new Date(Date.now() + ahead * 1000));
  for (const time of clocks) {
    const outcome = await signIn(at(time), signInTry({ email: owner.email, password, network }));
    expect(outcome).toMatchObject({ kind: "signed_in" });
  }
  const [first = new Date(), ...behind] = clocks;
  const guess = (time: Date) => signIn(at(time), signInTry({ email: owner.email, network }));
  expect(await guess(first)).toEqual({ kind: "refused" });
  for (const time of behind) expect(await guess(time)).toEqual({ kind: "refused" });
});

test("of a hundred guesses sent at once only the free ones are looked at", async () => {
  const { owner } = await newMerchant();
  let looked = 0;
  const verify = (given: string, stored: string | null) => {
    looked += 1;
    return quickPasswords.verify(given, stored);
  };
  const needs = testAuthNeeds(database.db, { passwords: { ...quickPasswords, verify } });
  const guesses = Array.from({ length: 100 }, (_, n) =>
    signIn(needs, signInTry({ email: owner.email, network: `198.51.100.${n}` })),
  );
  const kinds = (await Promise.all(guesses)).map(({ kind }) => kind);
  expect(looked).toBe(5);
  expect(kinds.filter((kind) => kind === "blocked")).toHaveLength(95);
});

test("who must wait is told how long, the same for an unknown account, and waiting helps", async () => {
  const { owner } = await newMerchant();
  for (const email of [owner.email, `nobody-${owner.email}`]) {
    let time = Date.now();
    const needs = testAuthNeeds(database.db, { now: () => new Date(time) });
    const guess = () => signIn(needs, signInTry({ email }));
    for (const expected of [1, 2, 4, 8]) {
      let outcome = await guess();
      while (outcome.kind === "refused") outcome = await guess();
      expect(outcome).toEqual({ kind: "blocked", seconds: expected });
      time += expected * 1000;
      expect(await guess()).toEqual({ kind: "refused" });
    }
  }
});

test("the right password is not looked at while the account is blocked, and clears the count afterwards", async () => {
  const { owner } = await newMerchant();
  let time = Date.now();
  const needs = testAuthNeeds(database.db, { now: () => new Date(time) });
  for (let n = 0; n < 5; n += 1) await signIn(needs, signInTry({ email: owner.email }));
  expect(await signIn(needs, signInTry({ email: owner.email, password }))).toEqual({ kind: "blocked", seconds: 1 });
  time += 1000;
  expect(await signIn(needs, signInTry({ email: owner.email, password }))).toMatchObject({ kind: "signed_in" });
  for (let n = 0; n < 4; n += 1)
    expect(await signIn(needs, signInTry({ email: owner.email }))).toEqual({ kind: "refused" });
});

test("strangers who keep an account blocked do not keep out the owner's known device", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  for (let n = 0; n < 60; n += 1) await signIn(needs, signInTry({ email: owner.email }));
  const own = signInTry({ email: owner.email, password });

  expect(await signIn(needs, own)).toMatchObject({ kind: "blocked" });
  const deviceCookie = rememberDevice(undefined, owner.email, needs.secret);
  expect(await signIn(needs, { ...own, deviceCookie })).toMatchObject({ kind: "signed_in" });

  const foreign = [
    rememberDevice(undefined, owner.email, "another secret"),
    rememberDevice(undefined, "x@y.test", needs.secret),
  ];
  for (const cookie of foreign)
    expect(await signIn(needs, { ...own, deviceCookie: cookie })).toMatchObject({ kind: "blocked" });
});

test("a known device has limits of its own", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const deviceCookie = rememberDevice(undefined, owner.email, needs.secret);
  const kinds: string[] = [];
  for (let n = 0; n < 10; n += 1)
    kinds.push((await signIn(needs, signInTry({ email: owner.email, deviceCookie }))).kind);
  expect(kinds).toEqual([...Array(5).fill("refused"), ...Array(5).fill("blocked")]);
});

test("one network that tries many accounts is slowed down, and a good sign-in of its own does not reset that", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const network = "203.0.113.9";
  for (let n = 0; n < 29; n += 1) await signIn(needs, signInTry({ email: `a${n}@upvendo.test`, network }));
  expect(await signIn(needs, signInTry({ email: owner.email, password, network }))).toMatchObject({
    kind: "signed_in",
  });
  expect(await signIn(needs, signInTry({ email: "b@upvendo.test", network }))).toEqual({ kind: "refused" });
  expect(await signIn(needs, signInTry({ email: "c@upvendo.test", network }))).toEqual({ kind: "blocked", seconds: 1 });
});

test("a full queue of password checks turns the next one away without counting it", async () => {
  const { owner } = await newMerchant();
  const busy = testAuthNeeds(database.db, { passwords: { ...quickPasswords, isBusy: () => true } });
  for (let n = 0; n < 20; n += 1) {
    expect(await signIn(busy, signInTry({ email: owner.email, password }))).toEqual({ kind: "busy" });
  }
  const needs = { ...busy, passwords: quickPasswords };
  expect(await signIn(needs, signInTry({ email: owner.email, password }))).toMatchObject({ kind: "signed_in" });
});

test("good, failed and blocked sign-ins are in the audit trail, a flood of blocked ones once", async () => {
  const { owner, merchant } = await newMerchant();
  const time = new Date();
  const needs = testAuthNeeds(database.db, { now: () => time });
  await signIn(needs, signInTry({ email: owner.email, password }));
  for (let n = 0; n < 50; n += 1) await signIn(needs, signInTry({ email: owner.email }));
  await needs.settled();
  expect(await actionsOf(merchant.id)).toEqual([
    ...["merchant.created", "sign_in.succeeded"],
    ...Array(5).fill("sign_in.failed"),
    "sign_in.blocked",
  ]);
  expect(await withTenant(database.db, merchant.id, firstBrokenAuditEntry)).toBeNull();
});
