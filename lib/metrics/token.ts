import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** What a scraper shows. Follows from AUTH_SECRET, so there is no secret more to keep; it opens the figures and nothing else. */
export function metricsToken(authSecret: string): string {
  return createHmac("sha256", authSecret).update("upvendo metrics").digest("base64url");
}

export function mayReadMetrics(authorization: string | null, authSecret: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${metricsToken(authSecret)}`));
}
