import type { RefusedField } from "./errors";
import { parseJson } from "./wire";

type Body = Record<string, unknown>;

/** What the vendor said, from any of its five shapes of error bodies, or a free-form one. */
export function readErrorBody(text: string): { reason: string | null; fields: RefusedField[] } {
  const body = parseOrNothing(text);
  if (!isBody(body)) return { reason: null, fields: [] };
  const words = ["message", "msg", "error_description", "error"].map((key) => oneLine(body[key]));
  return { reason: words.find((word) => word !== "") ?? null, fields: readFields(body) };
}

/** `errors` of a validation answer, `apiSubExceptions` of items, menus and the tax preview. */
function readFields(body: Body): RefusedField[] {
  const listed = [body.errors, body.apiSubExceptions].find(Array.isArray) ?? [];
  return listed
    .filter(isBody)
    .slice(0, 50)
    .map((entry) => ({ field: oneLine(entry.field), message: oneLine(entry.defaultMessage ?? entry.message) }));
}

/** On one line and short: it goes to logs. */
const oneLine = (value: unknown): string =>
  typeof value === "string"
    ? value
        .replace(/[\s\p{Cc}]+/gu, " ")
        .trim()
        .slice(0, 300)
    : "";

const isBody = (value: unknown): value is Body => typeof value === "object" && value !== null;

export function parseOrNothing(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
