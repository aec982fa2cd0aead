import { type Database, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import {
  claimSignInTry,
  countPasswordResets,
  findUser,
  findUserForSignIn,
  insertPasswordReset,
  settleSignInTry,
  spendPasswordReset,
  voidPasswordResets,
} from "@/db/queries/users";
import { AppError } from "@/lib/errors";
import type { Mail } from "@/lib/mail/send";
import { normalizeEmail, parseEmail } from "./email";
import { passwordProblem } from "./password-policy";
import { hashToken, newToken } from "./session-token";
import type { AuthNeeds } from "./sign-in";
import { resetLimits, signInLimits, spendLimits } from "./sign-in-limits";

export const RESET_MINUTES = 30;
const MAX_LINKS_PER_HOUR = 5;

type Needs = AuthNeeds & { appUrl: string; send: (mail: Mail) => Promise<unknown> };

/** Mails a link where the address has an account. The caller learns nothing: look-up and mail come after the answer. */
export async function requestPasswordReset(needs: Needs, given: { email: string; network: string }): Promise<void> {
  const email = normalizeEmail(given.email);
  const until = await claimSignInTry(needs.db, resetLimits(needs.secret, email, given.network), needs.now());
  if (until) throw tooMany(until, needs.now());
  needs.later(async () => {
    const address = parseEmail(email);
    const user = address ? await findUserForSignIn(needs.db, address) : null;
    if (!user || user.disabled) return;
    const link = await makeResetLink(needs, user, RESET_MINUTES, { maxPerHour: MAX_LINKS_PER_HOUR });
    if (link) await needs.send(resetMail(email, link));
  });
}

/** A one-time link to choose a password; null when the user was sent too many within the hour. `only`: earlier links stop working. */
export async function makeResetLink(
  { db, now, appUrl }: { db: Database; now: () => Date; appUrl: string },
  user: { id: string; merchantId: string },
  minutes: number,
  { maxPerHour = Number.POSITIVE_INFINITY, only = false } = {},
): Promise<string | null> {
  const token = newToken();
  const stored = await withTenant(db, user.merchantId, async (tx) => {
    const recent = await countPasswordResets(tx, user.id, new Date(now().getTime() - 3_600_000));
    if (recent >= maxPerHour) return false;
    if (only) await voidPasswordResets(tx, user.id);
    const expiresAt = new Date(now().getTime() + minutes * 60_000);
    await insertPasswordReset(tx, { userId: user.id, tokenHash: hashToken(token), expiresAt });
    const note = { merchantId: user.merchantId, actor: null, subject: user.id };
    await appendAudit(tx, { ...note, action: "password_reset.requested" });
    return true;
  });
  return stored ? `${appUrl}/reset-password/${token}` : null;
}

/** Sets the password that the link's owner chose and ends all of the user's sessions. Returns whose it was. */
export async function completePasswordReset(
  needs: AuthNeeds,
  given: { token: string; password: string; network: string },
): Promise<{ email: string }> {
  const problem = passwordProblem(given.password);
  if (problem) throw new AppError("invalid_input", problem);
  const until = await claimSignInTry(needs.db, spendLimits(needs.secret, given.network), needs.now());
  if (until) throw tooMany(until, needs.now());
  if (needs.passwords.isBusy()) throw new AppError("too_many_requests", "We are busy. Try again in a moment.");
  const passwordHash = await needs.passwords.hash(given.password);
  const owner = await spendPasswordReset(needs.db, hashToken(given.token), passwordHash);
  if (!owner) throw new AppError("not_found", "This link has been used or is too old. Ask for a new one.");
  const user = await withTenant(needs.db, owner.merchantId, async (tx) => {
    const note = { merchantId: owner.merchantId, actor: null, subject: owner.userId };
    await appendAudit(tx, { ...note, action: "password_reset.completed" });
    return findUser(tx, owner.userId);
  });
  const email = user?.email ?? "";
  // Whoever reads the mailbox is the owner: what strangers tried before no longer holds the account up.
  const { own } = signInLimits(needs.secret, email, { network: given.network, device: null });
  await settleSignInTry(needs.db, { forget: [own.key], takeBack: [] }, needs.now());
  return { email };
}

function tooMany(until: Date, now: Date): AppError {
  const minutes = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 60_000));
  const wait = minutes === 1 ? "a minute" : `${minutes} minutes`;
  return new AppError("too_many_requests", `Too many tries. Wait ${wait} and try again.`);
}

function resetMail(to: string, link: string): Mail {
  return {
    to,
    subject: "Choose a new password for Upvendo",
    text: [
      "Somebody asked for a new password for your Upvendo account.",
      `Choose it here within ${RESET_MINUTES} minutes:`,
      link,
      "If it was not you, ignore this mail: your password stays as it is.",
    ].join("\n\n"),
  };
}
