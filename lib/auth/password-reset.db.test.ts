import { expect, test } from "vitest";
import { quickPasswords, signInTry, testAuthNeeds } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant } from "@/lib/testing/merchants";
import { completePasswordReset, makeResetLink, RESET_MINUTES, requestPasswordReset } from "./password-reset";
import { signIn } from "./sign-in";

const database = databaseUnderTest();
const network = "192.0.2.7";
const password = "seven quiet boats";

const newMerchant = async () =>
  createTestMerchant(database.db, { passwordHash: await quickPasswords.hash("the one before this") });

const tokenOf = (text: string | null | undefined) => /\/reset-password\/([\w-]{43})/.exec(text ?? "")?.[1] ?? "";

test("the mailed link sets the password, once, and the old one no longer works", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  await requestPasswordReset(needs, { email: owner.email.toUpperCase(), network });
  await needs.settled();
  expect(needs.mails).toMatchObject([{ to: owner.email, subject: "Choose a new password for Upvendo" }]);
  const token = tokenOf(needs.mails[0]?.text);

  expect(await completePasswordReset(needs, { token, password, network })).toEqual({ email: owner.email });

  expect(await signIn(needs, signInTry({ email: owner.email, password }))).toMatchObject({ kind: "signed_in" });
  const before = signInTry({ email: owner.email, password: "the one before this" });
  expect(await signIn(needs, before)).toEqual({ kind: "refused" });
  await expect(completePasswordReset(needs, { token, password: "another one again", network })).rejects.toThrow("used");
});

test("an unknown address and a disabled user get the same answer and no mail", async () => {
  const { owner, viewer } = await newMerchant();
  await database.owner`update users set disabled_at = now() where id = ${viewer.id}`;
  const needs = testAuthNeeds(database.db);
  const answers = [];
  for (const email of [owner.email, viewer.email, "nobody@upvendo.test", "no address", "\u0000", ""]) {
    answers.push(await requestPasswordReset(needs, { email, network: `net ${email}` }));
  }
  await needs.settled();
  expect(new Set(answers)).toEqual(new Set([undefined]));
  expect(needs.mails.map(({ to }) => to)).toEqual([owner.email]);
});

test("a link ends after half an hour, with the password change of another link, and with a disabled user", async () => {
  const { owner, manager, viewer } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const link = async (user: typeof owner) => tokenOf(await makeResetLink(needs, user, RESET_MINUTES));
  const refused = (token: string) =>
    expect(completePasswordReset(needs, { token, password, network: token })).rejects.toThrow("too old");

  const old = await link(owner);
  await database.owner`update password_resets set expires_at = now() - interval '1 second' where user_id = ${owner.id}`;
  await refused(old);

  const [first, second] = [await link(manager), await link(manager)];
  await completePasswordReset(needs, { token: second, password, network });
  await refused(first);

  const disabled = await link(viewer);
  await database.owner`update users set disabled_at = now() where id = ${viewer.id}`;
  await refused(disabled);
  for (const token of ["", "x", `${disabled}x`, "\u0000", "%00", "x".repeat(100_000)]) await refused(token);
});

test("of twenty uses of one link at once one sets the password", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const token = tokenOf(await makeResetLink(needs, owner, RESET_MINUTES));
  const uses = Array.from({ length: 20 }, (_, n) =>
    completePasswordReset(needs, { token, password: `${password} ${n}`, network: `n${n}` }),
  );
  const results = await Promise.allSettled(uses);
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("a reset helps an owner whose account strangers keep blocked", async () => {
  const { owner } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  for (let n = 0; n < 40; n += 1) await signIn(needs, signInTry({ email: owner.email, network: `a${n}` }));
  const own = signInTry({ email: owner.email, password, network });
  expect(await signIn(needs, own)).toMatchObject({ kind: "blocked" });
  const token = tokenOf(await makeResetLink(needs, owner, RESET_MINUTES));
  await completePasswordReset(needs, { token, password, network });
  expect(await signIn(needs, own)).toMatchObject({ kind: "signed_in" });
});

test("asking again and again is slowed down and mails at most five links an hour", async () => {
  const { owner } = await newMerchant();
  let time = Date.now();
  const needs = testAuthNeeds(database.db, { now: () => new Date(time) });
  let refused = 0;
  for (let n = 0; n < 60; n += 1) {
    await requestPasswordReset(needs, { email: owner.email, network: `n${n}` }).catch(() => {
      refused += 1;
    });
    time += 10_000;
  }
  await needs.settled();
  expect(refused).toBeGreaterThan(30);
  expect(needs.mails).toHaveLength(5);
});

test("a weak password spends no link, and both steps are in the audit trail", async () => {
  const { owner, merchant } = await newMerchant();
  const needs = testAuthNeeds(database.db);
  const token = tokenOf(await makeResetLink(needs, owner, RESET_MINUTES));
  await expect(completePasswordReset(needs, { token, password: "password1234", network })).rejects.toThrow("too easy");
  await completePasswordReset(needs, { token, password, network });
  const rows = await database.owner`select action from audit_entries where merchant_id = ${merchant.id} order by seq`;
  expect(rows.map(({ action }) => action).slice(1)).toEqual(["password_reset.requested", "password_reset.completed"]);
});

test("the database holds no token, only its hash", async () => {
  const { owner } = await newMerchant();
  const token = tokenOf(await makeResetLink(testAuthNeeds(database.db), owner, RESET_MINUTES));
  const [row] = await database.owner`select r::text as row from password_resets r where user_id = ${owner.id}`;
  expect(row?.row).not.toContain(token);
});
