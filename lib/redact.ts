import { storableText } from "@/lib/storable-text";

/** Fields whose content is a guest or a secret, wherever they stand. */
const personal =
  /^(customer(info)?|firstname|lastname|name|e-?mail|phone|contactnumberase164|deliveryaddress|address(line)?\d?|line[12]|notes|ordernote|note|consumer|salutation|username|password|token|authorization|secret)$/i;

/** Fields called `name` that are no guest: what was ordered. */
const harmless = /^(lines|items|subitems|subLines|subLineItems|salesEntries|modifiers)$/i;

export const isPersonal = (key: string, inLines: boolean): boolean =>
  personal.test(key) && !(inLines && key === "name");

export const isLines = (key: string): boolean => harmless.test(key);

/** A copy that may be kept and shown: guests and secrets become "[redacted]", long texts are cut, big numbers are text. */
export function redact(value: unknown, inLines = false): unknown {
  if (typeof value === "string") return storableText(value.length > 500 ? `${value.slice(0, 500)}…` : value);
  if (typeof value === "bigint") return value.toString();
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => redact(one, inLines));
  if (typeof value !== "object" || value === null) return value ?? null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([key, inner]) => {
        const hidden = isPersonal(key, inLines) && inner !== null;
        return [key, hidden ? "[redacted]" : redact(inner, inLines || isLines(key))];
      }),
  );
}
