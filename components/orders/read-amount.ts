import { decimalsOf } from "@/lib/format";
/** "12.50" and "12,50" in minor units of the currency, exactly; null where it is no positive amount of it. */
export function readAmount(text: string, currency: string): number | null {
  const digits = decimalsOf(currency);
  const match = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  const [, whole = "", fraction = ""] = match ?? [];
  if (!match || fraction.length > digits) return null;
  const minor = Number(`${whole}${fraction.padEnd(digits, "0")}`);
  return minor > 0 ? minor : null;
}
