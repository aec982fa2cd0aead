import { randomBytes } from "node:crypto";
import type { Database } from "@/db/client";
import type { UserRole } from "@/db/schema";
import { authCookies } from "@/lib/auth/cookies";
import { createMerchant } from "@/lib/auth/create-merchant";
import type { Actor } from "@/lib/auth/roles";
import { sealSessionToken } from "@/lib/auth/session-token";
import { findActor, openSession } from "@/lib/auth/sessions";

export type TestUser = { id: string; merchantId: string; email: string; name: string; role: UserRole };

export type SignedIn = { cookie: { name: string; value: string; url: string }; actor: Actor; sid: string };

export type TestMerchant = {
  merchant: { id: string; name: string };
  owner: TestUser;
  manager: TestUser;
  viewer: TestUser;
  /** A real session and the cookie that a browser would have; `cookie` fits `context.addCookies`. */
  signIn: (user: TestUser) => Promise<SignedIn>;
};

export type TestMerchantOptions = {
  name?: string;
  passwordHash?: string | null;
  /** Of the app that the cookie is for. */
  appUrl?: string;
  secret?: string;
};

const ownSecret = randomBytes(32).toString("base64url");

/** A merchant of the caller's own, with one user of each role. */
export async function createTestMerchant(db: Database, options: TestMerchantOptions = {}): Promise<TestMerchant> {
  const { appUrl = "http://localhost:3000", secret = ownSecret, passwordHash = null } = options;
  const tag = randomBytes(5).toString("hex");
  const name = options.name ?? `Merchant ${tag}`;
  const member = (role: UserRole, title: string) => ({
    ...{ role, passwordHash, name: `${title} ${tag}`, email: `${role}-${tag}@upvendo.test` },
  });
  const created = await createMerchant(db, name, [
    member("owner", "Owner"),
    member("manager", "Manager"),
    member("viewer", "Viewer"),
  ]);
  const { merchantId } = created;
  const user = (role: UserRole): TestUser => {
    const found = created.users.find((one) => one.role === role);
    if (!found) throw new Error(`no ${role} was created`);
    return { id: found.id, merchantId, email: found.email, name: found.name, role };
  };
  return {
    merchant: { id: merchantId, name },
    ...{ owner: user("owner"), manager: user("manager"), viewer: user("viewer") },
    async signIn(who) {
      const sid = await openSession(db, who, { now: new Date(), userAgent: "test" });
      const actor = await findActor(db, sid);
      if (!actor) throw new Error("the session was not found again");
      const value = await sealSessionToken(sid, secret);
      return { cookie: { name: authCookies(appUrl).names.session, value, url: appUrl }, actor, sid };
    },
  };
}
