import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { log } from "@/lib/log";
import { authCookies } from "./cookies";
import { ownPathOf } from "./own-path";
import { SESSION_SECONDS } from "./session-token";
import { type AuthNeeds, type SignInTry, signIn } from "./sign-in";

declare module "next-auth" {
  interface User {
    sid: string;
  }
}

declare module "next-auth/jwt" {
  interface JWT {
    sid?: string;
  }
}

/** What next-auth reports as the reason when a sign-in has to wait: `Blocked-<seconds>` or `Busy`. */
export const blockedReason = (seconds: number) => `Blocked-${seconds}`;
export const busyReason = "Busy";

export type SignInContext = Omit<SignInTry, "email" | "password">;

type Given = {
  appUrl: string;
  secret: string;
  needs: AuthNeeds;
  context: SignInContext;
  onSignedIn: (email: string) => void;
};

/** next-auth's settings for one request; the rules of signing in are in `sign-in.ts`. */
export function nextAuthOptions({ appUrl, secret, needs, context, onSignedIn }: Given): AuthOptions {
  const { names, flags } = authCookies(appUrl);
  return {
    secret,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    pages: { signIn: "/login", signOut: "/login", error: "/login" },
    cookies: {
      sessionToken: { name: names.session, options: flags },
      csrfToken: { name: names.csrf, options: flags },
      callbackUrl: { name: names.callbackUrl, options: flags },
    },
    providers: [
      Credentials({
        credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
        async authorize(credentials) {
          const { email, password } = (credentials ?? {}) as Record<string, unknown>;
          if (typeof email !== "string" || typeof password !== "string") return null;
          const outcome = await signIn(needs, { email, password, ...context });
          if (outcome.kind === "blocked") throw new Error(blockedReason(outcome.seconds));
          if (outcome.kind === "busy") throw new Error(busyReason);
          if (outcome.kind === "refused") return null;
          onSignedIn(outcome.email);
          return { id: outcome.userId, sid: outcome.sid };
        },
      }),
    ],
    callbacks: {
      // The session's id and nothing else: name and role are read fresh at every request.
      jwt: ({ token, user }) => ({ sid: user?.sid ?? token.sid ?? "" }),
      redirect: ({ url }) => `${appUrl}${ownPathOf(url, appUrl) ?? "/"}`,
    },
    logger: {
      error: (code) => log.warn({ reason: code }, "next-auth"),
      warn: (reason) => log.warn({ reason }, "next-auth"),
      debug: () => {},
    },
  };
}
