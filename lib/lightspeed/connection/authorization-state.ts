import { createHmac, timingSafeEqual } from "node:crypto";

export type AuthorizationState = { merchantId: string; issuedAt: Date; flowId: string };

export const FLOW_LIFETIME_MS = 10 * 60_000;
const MAX_CLOCK_SKEW_MS = 60_000;

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const shape = new RegExp(`^(${uuid})\\.([1-9]\\d{12})\\.(${uuid})\\.([A-Za-z0-9_-]{43})$`);

/** `merchant.milliseconds.flow.mac`: HMAC-SHA-256 over the first three, keyed with the client secret (product document, "OAuth 2.0 with PKCE"). */
export function signState(key: string, { merchantId, issuedAt, flowId }: AuthorizationState): string {
  const signed = `${merchantId}.${issuedAt.getTime()}.${flowId}`;
  return `${signed}.${mac(key, signed).toString("base64url")}`;
}

/**
 * Null unless we signed exactly this text. The signature says that *we* sent somebody off with it, never who comes back:
 * the flow's own row decides that.
 */
export function readState(key: string, state: string): AuthorizationState | null {
  const [, merchantId, issuedAt, flowId, given] = shape.exec(state) ?? [];
  if (!merchantId || !issuedAt || !flowId || !given) return null;
  const bytes = Buffer.from(given, "base64url");
  // 43 characters carry 258 bits for 256: only the spelling that we write counts.
  if (bytes.toString("base64url") !== given) return null;
  if (!timingSafeEqual(bytes, mac(key, `${merchantId}.${issuedAt}.${flowId}`))) return null;
  return { merchantId, issuedAt: new Date(Number(issuedAt)), flowId };
}

/** Ten minutes from the start, and not from the future beyond what clocks differ. */
export function isTimely({ issuedAt }: AuthorizationState, now: Date): boolean {
  const age = now.getTime() - issuedAt.getTime();
  return age < FLOW_LIFETIME_MS && age > -MAX_CLOCK_SKEW_MS;
}

const mac = (key: string, text: string) => createHmac("sha256", key).update(text).digest();
