import { z } from "zod";

/** Both forms of the wire: an offset with a colon, and the vendor's "+0000" without, which strict readers refuse. */
const wireInstant = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)(Z|[+-]\d{2}:?\d{2})?$/i;

/** ISO 8601 with a colon in the offset; a time without offset is UTC, as the vendor says of checks. Null for anything else. */
export function withColon(text: string): string | null {
  const parts = wireInstant.exec(text);
  if (!parts) return null;
  const [, date, time, offset = "Z"] = parts;
  return `${date}T${time}${offset.replace(/^([+-]\d{2})(\d{2})$/, "$1:$2").toUpperCase()}`;
}

const refuse = (context: z.core.$RefinementCtx, input: unknown) => {
  context.issues.push({ code: "custom", message: "is not a timestamp", input });
  return z.NEVER;
};

/** A moment: ISO 8601 in UTC with milliseconds, so that texts compare as times do. */
export const timestamp = z.string().transform((text, context) => {
  const time = Date.parse(withColon(text) ?? "");
  return Number.isNaN(time) ? refuse(context, text) : new Date(time).toISOString();
});

/** A moment whose offset says something: the start of a business day in the restaurant's own time. */
export const localTimestamp = z.string().transform((text, context) => {
  const iso = withColon(text);
  return iso === null || Number.isNaN(Date.parse(iso)) ? refuse(context, text) : iso;
});

/** A moment that a caller gives. */
export const instantToWire = z
  .union([z.date(), z.iso.datetime({ offset: true })])
  .transform((value) => new Date(value).toISOString());

/** A business day as YYYY-MM-DD. */
export const businessDay = z.iso.date();
