import { createHash, randomBytes } from "node:crypto";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";

/** A session ends this long after the sign-in, however much it is used. */
export const SESSION_SECONDS = 7 * 24 * 60 * 60;

/** A session ends after this long without a request. */
export const IDLE_SECONDS = 8 * 60 * 60;

const claims = z.object({ sid: z.string().min(40).max(64) });

/** 256 random bits; only their hash is stored. Also used for the links in mails. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The cookie's value: next-auth's encrypted token around the session's id. */
export function sealSessionToken(sid: string, secret: string): Promise<string> {
  return encode({ token: { sid }, secret, maxAge: SESSION_SECONDS });
}

/** The session id inside a cookie's value; null for anything that we did not seal or that is too old. */
export async function openSessionToken(value: string | undefined, secret: string): Promise<string | null> {
  if (!value || value.length > 4096) return null;
  try {
    const parsed = claims.safeParse(await decode({ token: value, secret }));
    return parsed.success ? parsed.data.sid : null;
  } catch {
    return null;
  }
}
