import { hash, timingSafeEqual } from "node:crypto";

/** `passwordBefore`: while it is being replaced, what the vendor still sends until each endpoint is written again. */
export type WebhookCredentials = { user: string; password: string; passwordBefore?: string | undefined };

const digest = (text: string) => hash("sha256", text, "buffer");

/** A check of the whole Authorization header. Digests are compared: of equal length whatever was sent, and in constant time. */
export function createCredentialCheck({
  user,
  password,
  passwordBefore = password,
}: WebhookCredentials): (authorization: string | null) => boolean {
  const [now, before] = [password, passwordBefore].map((word) =>
    digest(`Basic ${Buffer.from(`${user}:${word}`).toString("base64")}`),
  ) as [Buffer, Buffer];
  return (authorization) => {
    const given = digest(authorization ?? "");
    const isNow = timingSafeEqual(given, now);
    return timingSafeEqual(given, before) || isNow;
  };
}
