import { hash, timingSafeEqual } from "node:crypto";

export type WebhookCredentials = { user: string; password: string };

const digest = (text: string) => hash("sha256", text, "buffer");

/** A check of the whole Authorization header. Digests are compared: of equal length whatever was sent, and in constant time. */
export function createCredentialCheck({
  user,
  password,
}: WebhookCredentials): (authorization: string | null) => boolean {
  const expected = digest(`Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`);
  return (authorization) => timingSafeEqual(digest(authorization ?? ""), expected);
}
