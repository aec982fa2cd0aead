import { after } from "next/server";
import { getEnv } from "@/lib/env";
import { log } from "@/lib/log";
import { sendMail } from "@/lib/mail/send";
import { services } from "@/lib/services";
import { createPasswords, type Passwords } from "./passwords";
import type { AuthNeeds } from "./sign-in";

let passwords: Passwords | undefined;

/** What signing in works with inside a request; only there, since later work hangs on the request's end. */
export function authNeeds(): AuthNeeds {
  const { db, now } = services();
  passwords ??= createPasswords();
  return { db, now, secret: getEnv().AUTH_SECRET, passwords, later: (work) => after(() => logged(work)) };
}

/** The same with what a password reset needs beside it. */
export function resetNeeds() {
  return { ...authNeeds(), appUrl: getEnv().APP_URL, send: sendMail };
}

async function logged(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ error }, "work after a sign-in request failed");
  }
}
