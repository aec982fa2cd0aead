const base = "http://own.invalid";

/**
 * A path of ours to go to after signing in, or null. Only what stays on this origin whatever a browser, a proxy or a
 * second decoding makes of it: no backslash, no control character, no `//`, no scheme, nothing that is an API or a sign-in page.
 */
export function ownPath(value: unknown): string | null {
  if (typeof value !== "string" || value.length > 1024 || !value.startsWith("/")) return null;
  const decoded = decodeFully(value);
  if (decoded === null || /[\\\p{C}]|\/\/|\/\.\.?(\/|$)/u.test(pathOf(decoded)) || /[\\\p{C}\s]/u.test(value))
    return null;
  if (!URL.canParse(value, base)) return null;
  const url = new URL(value, base);
  if (url.origin !== base || /^\/(api|webhook|_next|login|reset-password)(\/|$)/.test(url.pathname)) return null;
  return url.pathname + url.search;
}

/** The same for an absolute address of this app, as next-auth passes around. */
export function ownPathOf(value: unknown, appUrl: string): string | null {
  if (typeof value !== "string") return null;
  const { origin } = new URL(appUrl);
  return ownPath(value.startsWith(`${origin}/`) ? value.slice(origin.length) : value);
}

const pathOf = (value: string) => value.split(/[?#]/, 1)[0] ?? "";

/** Percent-decoded until nothing changes; null when it is malformed or nested deeper than any honest path. */
function decodeFully(value: string): string | null {
  let current = pathOf(value);
  for (let round = 0; round < 4; round += 1) {
    try {
      const next = decodeURIComponent(current);
      if (next === current) return current;
      current = next;
    } catch {
      return null;
    }
  }
  return null;
}
