import { z } from "zod";

const address = z.email().max(254);

/** As stored: trimmed and lower case. */
export function normalizeEmail(input: string): string {
  return input.trim().toLowerCase().slice(0, 320);
}

/** The stored form of an e-mail address; null for what cannot be one. */
export function parseEmail(input: unknown): string | null {
  if (typeof input !== "string" || input.length > 320) return null;
  const parsed = address.safeParse(normalizeEmail(input));
  return parsed.success ? parsed.data : null;
}
