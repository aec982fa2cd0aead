type HeaderSource = { get: (name: string) => string | null };

/**
 * True when a browser says that the request was made by a page of ours: the Origin is exactly ours, or it is absent and
 * Sec-Fetch-Site says same-origin. Host and forwarded headers have no say, and saying nothing is a refusal.
 */
export function isOwnOrigin(headers: HeaderSource, appUrl: string): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  return origin === null ? site === "same-origin" : origin === new URL(appUrl).origin;
}

const harmless = new Set(["GET", "HEAD", "OPTIONS"]);

/** Methods that may change something must come from a page of ours. */
export function isAllowedSource(method: string, headers: HeaderSource, appUrl: string): boolean {
  return harmless.has(method.toUpperCase()) || isOwnOrigin(headers, appUrl);
}
