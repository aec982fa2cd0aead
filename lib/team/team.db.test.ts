import { beforeEach, expect, test } from "vitest";
import { completePasswordReset } from "@/lib/auth/password-reset";
import type { Actor } from "@/lib/auth/roles";
import { findActor } from "@/lib/auth/sessions";
import type { Mail } from "@/lib/mail/send";
import { quickPasswords } from "@/lib/testing/auth";
import { databaseUnderTest } from "@/lib/testing/database-under-test";
import { createTestMerchant, type TestMerchant } from "@/lib/testing/merchants";
import { changeRole, endMemberSessions, setDisabled, withdrawInvitation } from "./change-member";
import { getAuditTrail } from "./get-audit-trail";
import { findTeamMember, listTeam } from "./get-team";
import { inviteMember, resendInvitation } from "./invite-member";

const database = databaseUnderTest({ max: 10 });
let merchant: TestMerchant;
let owner: Actor;
let stranger: Actor;
let mails: Mail[];

const now = () => new Date();
const needs = () => ({
  ...{ db: database.db, now, appUrl: "http://localhost:3000" },
  send: async (mail: Mail) => {
    mails.push(mail);
  },
});
const services = () => ({ db: database.db, now });
const anna = (email: string) => ({ name: "Anna Peeters", email, role: "manager" as const });
const tokenIn = (mail: Mail | undefined) => /reset-password\/([\w-]+)/.exec(mail?.text ?? "")?.[1] ?? "";

function choosePassword(token: string) {
  const auth = { db: database.db, now, secret: "s".repeat(43), passwords: quickPasswords, later: async () => {} };
  return completePasswordReset(auth, { token, password: "three calm horses", network: "127.0.0.1" });
}

beforeEach(async () => {
  mails = [];
  const passwordHash = await quickPasswords.hash("a password of old");
  const [mine, other] = await Promise.all([
    createTestMerchant(database.db, { passwordHash }),
    createTestMerchant(database.db),
  ]);
  merchant = mine;
  owner = (await mine.signIn(mine.owner)).actor;
  stranger = (await other.signIn(other.owner)).actor;
});

test("an invited person chooses a password with the mailed link and belongs to the team", async () => {
  const email = `anna-${owner.merchantId}@upvendo.test`;
  const { id, mailed } = await inviteMember(needs(), owner, anna(email));
  expect(mailed).toBe(true);
  expect(mails[0]).toMatchObject({ to: email, subject: expect.stringContaining(owner.merchantName) });
  expect(await findTeamMember(services(), owner.merchantId, id)).toMatchObject({ state: "invited", role: "manager" });
  await choosePassword(tokenIn(mails[0]));
  expect(await findTeamMember(services(), owner.merchantId, id)).toMatchObject({ state: "active", email });
  await expect(resendInvitation(needs(), owner, id)).rejects.toThrow("joined already");
  await expect(withdrawInvitation(services(), owner, id)).rejects.toThrow("joined already");
});

test("sent again, only the newest link works; withdrawn, none does", async () => {
  const { id } = await inviteMember(needs(), owner, anna(`b-${owner.merchantId}@upvendo.test`));
  await resendInvitation(needs(), owner, id);
  await expect(choosePassword(tokenIn(mails[0]))).rejects.toThrow("used or is too old");
  await withdrawInvitation(services(), owner, id);
  await expect(choosePassword(tokenIn(mails[1]))).rejects.toThrow("used or is too old");
  expect(await findTeamMember(services(), owner.merchantId, id)).toBeNull();
});

test("the sixth mail within the hour is refused, and the link of the fifth still works", async () => {
  const { id } = await inviteMember(needs(), owner, anna(`d-${owner.merchantId}@upvendo.test`));
  for (let n = 0; n < 4; n += 1) await resendInvitation(needs(), owner, id);
  await expect(resendInvitation(needs(), owner, id)).rejects.toThrow("Five mails went out");
  await choosePassword(tokenIn(mails[4]));
});

test("withdrawn and written anew again and again, an invitation does not fill somebody's inbox", async () => {
  const input = anna(`e-${owner.merchantId}@upvendo.test`);
  const again = async () => {
    const { id } = await inviteMember(needs(), owner, input);
    await withdrawInvitation(services(), owner, id);
  };
  for (let n = 0; n < 20; n += 1) await again();
  await expect(again()).rejects.toThrow("20 invitations went out within the hour");
  expect(mails).toHaveLength(20);
  expect((await listTeam(services(), owner.merchantId)).map(({ email }) => email)).not.toContain(input.email);
  await database.owner`update audit_entries set at = at - interval '61 minutes' where merchant_id = ${owner.merchantId}`;
  await again();
});

test("an e-mail that somebody signs in with already cannot be invited, whoever's it is", async () => {
  const input = { ...anna(stranger.email) };
  await expect(inviteMember(needs(), owner, input)).rejects.toThrow("with this e-mail already");
  expect(mails).toEqual([]);
});

test("a mail that cannot be sent leaves the person on the list, to be mailed again", async () => {
  const failing = {
    ...needs(),
    send: async () => {
      throw new Error("no mail server");
    },
  };
  const { id, mailed } = await inviteMember(failing, owner, anna(`c-${owner.merchantId}@upvendo.test`));
  expect(mailed).toBe(false);
  expect((await resendInvitation(needs(), owner, id)).mailed).toBe(true);
});

test("another role and disabling end the person's sessions at once", async () => {
  for (const change of [
    () => changeRole(services(), owner, merchant.manager.id, "viewer"),
    () => endMemberSessions(services(), owner, merchant.manager.id),
    () => setDisabled(services(), owner, merchant.manager.id, true),
  ]) {
    const { sid } = await merchant.signIn(merchant.manager);
    const before = await findTeamMember(services(), owner.merchantId, merchant.manager.id);
    expect(before).toMatchObject({ openSessions: 1, sessions: [{ device: "Unknown device" }] });
    await change();
    expect(await findActor(database.db, sid)).toBeNull();
  }
  await setDisabled(services(), owner, merchant.manager.id, false);
  const { entries } = await getAuditTrail(services(), owner.merchantId, { who: owner.userId });
  const done = entries.map(({ what }) => what);
  for (const what of [
    "Changed a person's role",
    "Disabled a person",
    "Enabled a person",
    "Signed a person out everywhere",
  ])
    expect(done).toContain(what);
});

test("the only owner keeps the role and the access, also when two owners take it from each other at once", async () => {
  await expect(changeRole(services(), owner, owner.userId, "viewer")).rejects.toThrow("only owner");
  await expect(setDisabled(services(), owner, owner.userId, true)).rejects.toThrow("yourself");
  await changeRole(services(), owner, merchant.manager.id, "owner");
  const second = (await merchant.signIn({ ...merchant.manager, role: "owner" })).actor;
  const outcomes = await Promise.allSettled([
    changeRole(services(), owner, second.userId, "viewer"),
    changeRole(services(), second, owner.userId, "viewer"),
  ]);
  expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const owners = (await listTeam(services(), owner.merchantId)).filter(({ role }) => role === "owner");
  expect(owners).toHaveLength(1);
});

test("managers and viewers change nothing, and another merchant's people do not exist", async () => {
  const manager = (await merchant.signIn(merchant.manager)).actor;
  await expect(inviteMember(needs(), manager, anna("x@upvendo.test"))).rejects.toThrow("Only owners");
  await expect(changeRole(services(), manager, merchant.viewer.id, "owner")).rejects.toThrow("Only owners");
  for (const attempt of [
    () => changeRole(services(), stranger, merchant.viewer.id, "owner"),
    () => setDisabled(services(), stranger, merchant.viewer.id, true),
    () => endMemberSessions(services(), stranger, merchant.viewer.id),
    () => withdrawInvitation(services(), stranger, merchant.viewer.id),
    () => resendInvitation(needs(), stranger, merchant.viewer.id),
  ])
    await expect(attempt()).rejects.toThrow("does not belong to your team");
  expect(await findTeamMember(services(), stranger.merchantId, merchant.viewer.id)).toBeNull();
});

test("the audit trail pages newest first, and its check finds an entry that was changed behind its back", async () => {
  for (let count = 0; count < 55; count++) await merchant.signIn(merchant.viewer);
  const first = await getAuditTrail(services(), owner.merchantId, {});
  expect(first.entries).toHaveLength(50);
  expect(first.check).toBeNull();
  const second = await getAuditTrail(services(), owner.merchantId, { before: first.next ?? 0 });
  const seqs = [...first.entries, ...second.entries].map(({ seq }) => seq);
  expect(seqs).toEqual([...seqs].sort((a, b) => b - a));
  expect(new Set(seqs).size).toBe(seqs.length);
  expect(second.next).toBeNull();
  expect((await getAuditTrail(services(), owner.merchantId, { check: true })).check).toEqual({ brokenAt: null });
  const who = await getAuditTrail(services(), owner.merchantId, { who: owner.userId });
  expect(new Set(who.entries.map((entry) => entry.who))).toEqual(new Set([owner.userName]));
  await database.owner`
    update audit_entries set actor_name = 'Nobody' where merchant_id = ${owner.merchantId} and seq = 3`;
  expect((await getAuditTrail(services(), owner.merchantId, { check: true })).check).toEqual({ brokenAt: 3 });
});
