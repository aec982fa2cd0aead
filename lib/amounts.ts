import { customsOf } from "./customs";
import { decimalsOf, type Region } from "./format";

type Place = Pick<Region, "country">;

/** "7,50" for 750 EUR in Belgium, "7.50" in Ireland: as a field of a form is filled in, without sign of the currency and without groups. */
export function printAmount(minor: number, currency: string, { country }: Place): string {
  const digits = decimalsOf(currency);
  const text = String(Math.abs(minor)).padStart(digits + 1, "0");
  const whole = text.slice(0, text.length - digits);
  const amount = digits === 0 ? whole : `${whole}${customsOf(country).decimal}${text.slice(-digits)}`;
  return minor < 0 ? `-${amount}` : amount;
}

/**
 * What somebody typed, exactly, in minor units; null where it is no amount of the currency. Read as people write there, and with the other
 * decimal sign as well. What could be either ("1.234" in Belgium: one and a bit, or more than a thousand) is not guessed.
 */
export function readAmount(text: string, currency: string, { country }: Place): number | null {
  const digits = decimalsOf(currency);
  const { decimal, group } = customsOf(country);
  const sign = decimal === "," ? "\\," : "\\.";
  const apart = group === "\u00a0" ? "[ \u00a0\u202f]" : group === "’" ? "['’]" : `\\${group}`;
  const typed = text.trim();
  const plain = /^(-?)(\d{1,9})(?:([.,])(\d{1,3}))?$/.exec(typed);
  if (plain) {
    const [, minus = "", whole = "", point, fraction = ""] = plain;
    const mayBeGrouped = point !== undefined && point === group && fraction.length === 3;
    if (!mayBeGrouped) return inMinor({ minus, whole, fraction, digits });
    // A currency without a smaller unit has no fraction that could be meant.
    if (digits > 0) return null;
  }
  const grouped = new RegExp(`^(-?)(\\d{1,3}(?:${apart}\\d{2,3})*${apart}\\d{3})(?:${sign}(\\d{1,3}))?$`).exec(typed);
  if (!grouped) return null;
  const [, minus = "", whole = "", fraction = ""] = grouped;
  return inMinor({ minus, whole: whole.replace(/\D/g, ""), fraction, digits });
}

type Parts = { minus: string; whole: string; fraction: string; digits: number };

function inMinor({ minus, whole, fraction, digits }: Parts): number | null {
  if (fraction.length > digits || whole.length > 9) return null;
  const minor = Number(`${whole}${fraction.padEnd(digits, "0")}`);
  return minus && minor > 0 ? -minor : minor;
}
