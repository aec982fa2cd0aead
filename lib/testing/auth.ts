import { randomBytes } from "node:crypto";
import type { Database } from "@/db/client";
import { createPasswords, type Passwords } from "@/lib/auth/passwords";
import type { AuthNeeds, SignInTry } from "@/lib/auth/sign-in";
import type { Mail } from "@/lib/mail/send";

/** Real hashing at a cost that a test can pay thousands of times. */
export const quickPasswords = createPasswords({ cost: { N: 2, r: 1, p: 1 }, atOnce: 64, mayWait: 100_000 });

export type TestAuthNeeds = AuthNeeds & {
  appUrl: string;
  mails: Mail[];
  send: (mail: Mail) => Promise<unknown>;
  /** Resolves when all work for after the answer is done. */
  settled: () => Promise<void>;
};

type Overrides = { now?: () => Date; passwords?: Passwords; secret?: string };

export function testAuthNeeds(db: Database, overrides: Overrides = {}): TestAuthNeeds {
  const mails: Mail[] = [];
  let work: Promise<void> = Promise.resolve();
  return {
    db,
    now: () => new Date(),
    secret: randomBytes(32).toString("base64url"),
    passwords: quickPasswords,
    ...overrides,
    appUrl: "http://localhost:3000",
    mails,
    send: async (mail) => void mails.push(mail),
    later: (run) => {
      work = work.then(run);
    },
    settled: () => work,
  };
}

/** One try from some network, as `signIn` takes it. */
export function signInTry(given: Partial<SignInTry> & { email: string }): SignInTry {
  return { password: "not the password", network: "192.0.2.1", userAgent: null, ...given };
}
