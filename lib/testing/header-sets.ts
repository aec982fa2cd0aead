export type HeaderSet = { name: string; headers: Record<string, string> };

/** Twelve ways in which a request that is not from a page of ours can introduce itself. Every action and every changing handler refuses each. */
export function foreignHeaderSets(appUrl: string): HeaderSet[] {
  const { host, origin, hostname } = new URL(appUrl);
  return [
    { name: "another site's Origin", headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site" } },
    { name: "another port of this host", headers: { origin: `http://${hostname}:1`, "sec-fetch-site": "same-site" } },
    {
      name: "another scheme",
      headers: { origin: origin.replace(/^https?/, (s) => (s === "http" ? "https" : "http")) },
    },
    { name: "a subdomain", headers: { origin: `http://sub.${host}` } },
    { name: "our origin as a prefix", headers: { origin: `${origin}.evil.example` } },
    { name: "Origin null", headers: { origin: "null", "sec-fetch-site": "same-origin" } },
    { name: "a malformed Origin", headers: { origin: "not an origin" } },
    { name: "an empty Origin", headers: { origin: "", "sec-fetch-site": "same-origin" } },
    { name: "two origins", headers: { origin: `${origin}, https://evil.example` } },
    { name: "neither Origin nor Sec-Fetch-Site", headers: {} },
    { name: "only Sec-Fetch-Site cross-site", headers: { "sec-fetch-site": "cross-site" } },
    {
      name: "a spoofed X-Forwarded-Host that fits the foreign Origin",
      headers: { origin: "https://evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    },
  ];
}

/** What a browser sends from a page of ours. */
export function ownHeaderSets(appUrl: string): HeaderSet[] {
  const { origin } = new URL(appUrl);
  return [
    { name: "our Origin", headers: { origin } },
    { name: "our Origin and Sec-Fetch-Site", headers: { origin, "sec-fetch-site": "same-origin" } },
    { name: "only Sec-Fetch-Site same-origin", headers: { "sec-fetch-site": "same-origin" } },
    {
      name: "our Origin with a spoofed host",
      headers: { origin, "x-forwarded-host": "evil.example", host: "evil.example" },
    },
  ];
}
