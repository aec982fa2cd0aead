import { checksums } from "./vat-checksums";

/** What follows the letters of each country, after the European Commission's VIES; Norway, Switzerland and Great Britain after their own offices. */
const forms: Record<string, RegExp> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CHE: /^\d{9}(MWST|TVA|IVA)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^\d{9}$/,
  DK: /^\d{8}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[A-HJ-NP-Z0-9]{2}\d{9}$/,
  GB: /^(\d{9}(\d{3})?|(GD|HA)\d{3})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^(\d{7}[A-W][A-I]?|\d[A-Z+*]\d{5}[A-W])$/,
  IT: /^\d{11}$/,
  LT: /^(\d{9}|\d{12})$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  NO: /^\d{9}(MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^\d{9}$/,
  RO: /^\d{2,10}$/,
  SE: /^\d{10}01$/,
  SI: /^\d{8}$/,
  SK: /^\d{10}$/,
  XI: /^(\d{9}(\d{3})?|(GD|HA)\d{3})$/,
};

/** Where the letters are not the country's own code. */
const letters: Record<string, string> = { GR: "EL", CH: "CHE", LI: "CHE", MC: "FR" };

type Read = { ok: true; vatNumber: string | null } | { ok: false; message: string };

/**
 * By its form and, where its country has a simple one, by its check digits. Nobody is asked: a number that passes can still be
 * one that was never given out. Where the letters are missing, those of `country` are put in front.
 */
export function readVatNumber(typed: string, country: string): Read {
  const text = typed.toUpperCase().replace(/[\s./-]/g, "");
  if (text === "") return { ok: true, vatNumber: null };
  const own = letters[country] ?? country;
  const foreign = Object.keys(forms).find((prefix) => text.startsWith(prefix) && matches(prefix, text));
  const prefix = text.startsWith(own) ? own : (foreign ?? own);
  if (!forms[prefix])
    return /^[A-Z0-9]{4,20}$/.test(text)
      ? { ok: true, vatNumber: text }
      : { ok: false, message: "Use 4 to 20 letters and digits, or leave it empty." };
  const rest = rightLength(prefix, text.startsWith(prefix) ? text.slice(prefix.length) : text);
  const vatNumber = `${prefix}${rest}`;
  if (!forms[prefix].test(rest))
    return { ok: false, message: `This is not how a VAT number of this country looks. Example: ${example(prefix)}.` };
  if (checksums[prefix] && !checksums[prefix](rest))
    return {
      ok: false,
      message: `${vatNumber} cannot be right: its check digits do not fit. Look for a typing mistake.`,
    };
  return { ok: true, vatNumber };
}

const matches = (prefix: string, text: string) => forms[prefix]?.test(text.slice(prefix.length)) ?? false;

/** Belgian numbers had nine digits once and are written so still. */
const rightLength = (prefix: string, rest: string) => (prefix === "BE" && /^\d{9}$/.test(rest) ? `0${rest}` : rest);

const examples: Record<string, string> = {
  ...{ BE: "BE0203201340", NL: "NL004495445B01", FR: "FR40303265045", DE: "DE136695976", LU: "LU15027442" },
  ...{ AT: "ATU13585627", CHE: "CHE123456788", ES: "ESB12345674", IE: "IE6433435F", SE: "SE123456789701" },
};
const digits: Record<string, number> = { DK: 8, FI: 8, HU: 8, MT: 8, SI: 8, HR: 11, IT: 11, LV: 11, PL: 10, SK: 10 };
const example = (prefix: string) => examples[prefix] ?? `${prefix}${"123456789012".slice(0, digits[prefix] ?? 9)}`;
