import { isLosslessNumber, parse, stringify } from "lossless-json";
import { isLines, isPersonal } from "@/lib/redact";
import { leaveOut } from "./guest-words";

export const ERASED = "[erased]";

/** What handles a message again, and what finds it; no guest stands there. */
const needed = /^(type|status|thirdPartyReference)$|(id|identifier)$/i;

/** A delivery's body without its guest: by the names of the fields, and by the words. Numbers stay digit for digit. */
export function eraseInBody(body: string, words: readonly string[]): string {
  const change = leaveOut(words, ERASED);
  const walk = (value: unknown, inLines: boolean): unknown => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map((one) => walk(one, inLines));
    if (typeof value !== "object" || value === null || isLosslessNumber(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => {
        if (needed.test(key) && typeof inner !== "object") return [key, inner];
        const hidden = isPersonal(key, inLines) && inner !== null;
        return [key, hidden ? ERASED : walk(inner, inLines || isLines(key))];
      }),
    );
  };
  try {
    return stringify(walk(parse(body, null, { onDuplicateKey: ({ newValue }) => newValue }), false)) ?? UNREADABLE;
  } catch {
    // Nested so deep that the parser gives up.
    return UNREADABLE;
  }
}

const UNREADABLE = JSON.stringify(ERASED);
