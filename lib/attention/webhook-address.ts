import { isIP } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./public-address";

/** This machine may be called only where Upvendo itself runs on it: the demo and the tests. */
export const mayCallLoopback = (appUrl: string): boolean =>
  ["localhost", "127.0.0.1", "[::1]"].includes(new URL(appUrl).hostname);

type Checked = { ok: true; url: URL } | { ok: false; message: string };

const refuse = (message: string): Checked => ({ ok: false, message });

/** What can be seen by looking at the address. Where its name leads is looked at before each call. */
export function checkWebhookAddress(text: string, { loopback }: { loopback: boolean }): Checked {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (!url || url.href.length > 1_000) return refuse("Enter an address such as https://hooks.example.com/upvendo.");
  const host = url.hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  const here = host === "localhost" || isLoopbackAddress(host);
  if (url.protocol !== "https:" && !(loopback && here && url.protocol === "http:"))
    return refuse("The address must begin with https://.");
  if (url.username || url.password) return refuse("Leave user name and password out of the address.");
  if (here && loopback) return { ok: true, url };
  if (here || host.endsWith(".localhost") || (isIP(host) !== 0 ? !isPublicAddress(host) : !host.includes(".")))
    return refuse("The address must be on the public internet.");
  url.hash = "";
  return { ok: true, url };
}

/** Enough to recognise it by, and too little to use it. */
export function maskAddress(address: string): string {
  const { origin, pathname, search } = new URL(address);
  const rest = `${pathname}${search}`;
  return rest.length < 12 ? `${origin}/…` : `${origin}/…${rest.slice(-4)}`;
}
