import type { Database } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { claimSignInTry, findUserForSignIn, type SignInUser, settleSignInTry } from "@/db/queries/users";
import { normalizeEmail, parseEmail } from "./email";
import { knownDevice } from "./known-device";
import type { Passwords } from "./passwords";
import { endSessions, findActor, openSession } from "./sessions";
import { signInLimits } from "./sign-in-limits";

export type AuthNeeds = {
  db: Database;
  now: () => Date;
  secret: string;
  passwords: Passwords;
  /** Runs work after the answer has left, so that its duration tells nobody anything. */
  later: (work: () => Promise<void>) => void;
};

export type SignInTry = {
  email: string;
  password: string;
  network: string;
  /** Value of the known-device cookie. */
  deviceCookie?: string | undefined;
  userAgent: string | null;
  /** The session of this browser until now; it ends with the sign-in. */
  previousSid?: string | null;
};

export type SignInOutcome =
  | { kind: "signed_in"; sid: string; userId: string; email: string }
  | { kind: "refused" }
  | { kind: "blocked"; seconds: number }
  | { kind: "busy" };

/** Checks a password. Wrong password, unknown, disabled and not yet invited users are one answer after the same work. */
export async function signIn(needs: AuthNeeds, attempt: SignInTry): Promise<SignInOutcome> {
  const { db, now, secret, passwords } = needs;
  if (passwords.isBusy()) return { kind: "busy" };
  const email = normalizeEmail(attempt.email);
  const device = knownDevice(attempt.deviceCookie, email, secret);
  const { own, shared } = signInLimits(secret, email, { network: attempt.network, device });
  // Counted before the password is looked at: of many guesses sent at once only the free ones are looked at.
  const until = await claimSignInTry(db, [own, ...shared], now());
  if (until) return blocked(needs, email, until);

  const address = parseEmail(email);
  const user = address ? await findUserForSignIn(db, address) : null;
  const matches = await passwords.verify(attempt.password, user?.passwordHash ?? null);
  if (!user || !matches || user.disabled) {
    if (user) note(needs, user, "sign_in.failed");
    return { kind: "refused" };
  }
  const takeBack = shared.map(({ key }) => key);
  await settleSignInTry(db, { forget: [own.key], takeBack }, now());
  const sid = await openSession(db, user, { now: now(), userAgent: attempt.userAgent?.slice(0, 300) ?? null });
  await endPrevious(db, attempt.previousSid);
  return { kind: "signed_in", sid, userId: user.id, email };
}

async function endPrevious(db: Database, sid: string | null | undefined): Promise<void> {
  const actor = sid ? await findActor(db, sid) : null;
  if (actor) await endSessions(db, actor, "this");
}

/** Blocks already written to the trail, newest last: a flood of refused tries is one entry, not a flood of entries. */
const noted = new Map<string, number>();
const MAX_NOTED = 5_000;

function blocked(needs: AuthNeeds, email: string, until: Date): SignInOutcome {
  if (noted.get(email) !== until.getTime()) {
    noted.delete(email);
    noted.set(email, until.getTime());
    if (noted.size > MAX_NOTED) noted.delete(noted.keys().next().value ?? email);
    needs.later(async () => {
      const address = parseEmail(email);
      const user = address ? await findUserForSignIn(needs.db, address) : null;
      if (user) await audit(needs.db, user, "sign_in.blocked", { until: until.toISOString() });
    });
  }
  return { kind: "blocked", seconds: Math.max(1, Math.ceil((until.getTime() - needs.now().getTime()) / 1000)) };
}

function note(needs: AuthNeeds, user: SignInUser, action: string): void {
  needs.later(() => audit(needs.db, user, action));
}

function audit(db: Database, user: SignInUser, action: string, detail = {}): Promise<void> {
  return appendAudit(db, { merchantId: user.merchantId, actor: null, action, subject: user.id, detail });
}
