import { createHmac, createSecretKey, hkdfSync, type KeyObject, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { EncryptionKey, Keyring } from "@/lib/crypto/keyring";

export const guestChannels = ["online", "kiosk", "table_qr"] as const;
export type GuestChannel = (typeof guestChannels)[number];

/** One visit of a guest: where, through which channel, at which table. Nothing about the person. */
const visit = z.object({
  id: z.uuid(),
  merchantId: z.uuid(),
  locationId: z.uuid(),
  channel: z.enum(guestChannels),
  table: z
    .string()
    .regex(/^\d{1,9}$/)
    .nullable(),
  /** Of the code that it came in by; null without one. */
  codeVersion: z.int().nullable().default(null),
  expiresAt: z.int(),
});
export type Visit = z.output<typeof visit>;

const PREFIX = "upg_";
const FORM = /^upg_([A-Za-z0-9_-]{1,600})\.([A-Za-z0-9_-]{43})$/;

/** A bearer token that carries its visit, signed; the first key signs and every key of the ring verifies, as with sealed values. */
export function signGuestToken(keyring: Keyring, content: Visit): string {
  const payload = Buffer.from(JSON.stringify(content)).toString("base64url");
  return `${PREFIX}${payload}.${mac(keyring[0], payload).toString("base64url")}`;
}

/** Null for a token that is not ours, was changed or is over: since so long, where it is only to look. */
export function readGuestToken(keyring: Keyring, token: string, now: Date, afterwardsMs = 0): Visit | null {
  const [, payload, given] = FORM.exec(token) ?? [];
  if (!payload || !given) return null;
  const bytes = Buffer.from(given, "base64url");
  if (!keyring.some((key) => timingSafeEqual(mac(key, payload), bytes))) return null;
  const parsed = visit.safeParse(JSON.parse(Buffer.from(payload, "base64url").toString("utf8")));
  return parsed.success && parsed.data.expiresAt + afterwardsMs > now.getTime() ? parsed.data : null;
}

// A key of its own: what seals secrets signs nothing. Derived once for each key of the ring.
const derivedKeys = new WeakMap<EncryptionKey, KeyObject>();

function derived(key: EncryptionKey): KeyObject {
  const known = derivedKeys.get(key);
  if (known) return known;
  const made = createSecretKey(new Uint8Array(hkdfSync("sha256", key.key, key.id, "guest-token", 32)));
  derivedKeys.set(key, made);
  return made;
}

const mac = (key: EncryptionKey, payload: string) => createHmac("sha256", derived(key)).update(payload).digest();
