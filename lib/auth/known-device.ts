import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** A device keeps that many accounts apart; the oldest goes. */
const MAX_ACCOUNTS = 5;

export const KNOWN_DEVICE_SECONDS = 365 * 24 * 60 * 60;

/** The device's id when its cookie proves an earlier sign-in to this account; else null. Proves nothing about who holds it now. */
export function knownDevice(cookie: string | undefined, email: string, secret: string): string | null {
  const { id, proofs } = parse(cookie);
  if (!id) return null;
  const expected = Buffer.from(proofOf(id, email, secret));
  const found = proofs.some((proof) => {
    const given = Buffer.from(proof);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
  return found ? id : null;
}

/** The cookie's value after a sign-in to this account. */
export function rememberDevice(cookie: string | undefined, email: string, secret: string): string {
  const { id: known, proofs } = parse(cookie);
  const id = known ?? randomBytes(16).toString("base64url");
  const proof = proofOf(id, email, secret);
  return [id, proof, ...proofs.filter((other) => other !== proof)].slice(0, MAX_ACCOUNTS + 1).join(".");
}

function parse(cookie: string | undefined): { id: string | null; proofs: string[] } {
  if (!cookie || !/^[\w-]{22}(\.[\w-]{43}){1,5}$/.test(cookie)) return { id: null, proofs: [] };
  const [id = null, ...proofs] = cookie.split(".");
  return { id, proofs };
}

function proofOf(id: string, email: string, secret: string): string {
  return createHmac("sha256", secret).update(`device:${id}:${email}`).digest("base64url");
}
