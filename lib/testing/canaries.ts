import { randomBytes } from "node:crypto";

/** Secrets that stand for themselves: each is random, so that wherever one turns up it has leaked. */
export type Canaries = Record<string, string>;

/** A hit names the secret and its disguise, never the secret itself. */
export type Hit = { sink: string; canary: string; form: string };

/** Random text with characters that every encoding treats differently. */
export const newCanary = (): string => `${randomBytes(9).toString("hex")}+/ä"&~${randomBytes(9).toString("hex")}`;

/** The forms in which a secret may hide in a log, a page, a query or a dump. */
function formsOf(secret: string): [string, string][] {
  const bytes = Buffer.from(secret, "utf8");
  const json = JSON.stringify(secret).slice(1, -1);
  const ascii = json.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const html = secret.replace(/&/g, "&amp;").replace(/"/g, "&quot;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  const forms: [string, string][] = [
    ["plain", secret],
    ["json", json],
    ["json in json", JSON.stringify(json).slice(1, -1)],
    ["json, ascii only", ascii],
    ["url", encodeURIComponent(secret)],
    ["form", new URLSearchParams({ x: secret }).toString().slice(2)],
    ["html", html],
    ["html, numeric quotes", html.replaceAll("&quot;", "&#34;")],
    ["hex", bytes.toString("hex")],
    ["backwards", [...secret].reverse().join("")],
    ...base64Forms("base64", bytes),
    // RFC 6749 section 2.3.1: name and secret are form-encoded before they become a Basic pair.
    ...base64Forms("base64 of form", Buffer.from(new URLSearchParams({ x: secret }).toString().slice(2))),
  ];
  return forms.filter(([, form]) => form.length >= 8);
}

/** Base64 of a text around the secret depends on where in a group of three it begins: the part that is the same in each case. */
function base64Forms(name: string, bytes: Buffer): [string, string][] {
  return [0, 1, 2].flatMap((shift): [string, string][] => {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString("base64")
      .replace(/=+$/, "");
    const inner = encoded.slice(Math.ceil((shift * 8) / 6), -1);
    return [
      [`${name} at ${shift}`, inner],
      [`${name}, url alphabet, at ${shift}`, inner.replaceAll("+", "-").replaceAll("/", "_")],
    ];
  });
}

export type Scanner = {
  /** Looks through one place where text ends up. Letter case counts for nothing in the forms that have none. */
  scan: (sink: string, text: string) => void;
  hits: () => Hit[];
  /** How much was looked through: a scan of nothing proves nothing. */
  bytes: () => number;
};

/** Fails to be useful without a test of itself: see canaries.test.ts. */
export function createScanner(canaries: Canaries): Scanner {
  const needles = Object.entries(canaries).flatMap(([canary, secret]) =>
    formsOf(secret).map(([form, needle]) => ({ canary, form, needle, folded: needle.toLowerCase() })),
  );
  const hits: Hit[] = [];
  let bytes = 0;
  return {
    scan(sink, text) {
      bytes += Buffer.byteLength(text);
      const folded = text.toLowerCase();
      for (const { canary, form, needle, folded: low } of needles)
        if (form.startsWith("base64") ? text.includes(needle) : folded.includes(low)) hits.push({ sink, canary, form });
    },
    hits: () => hits,
    bytes: () => bytes,
  };
}
