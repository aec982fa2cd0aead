import { randomUUID } from "node:crypto";
import { LosslessNumber, parse } from "lossless-json";
import { z } from "zod";
import type { Answer } from "../http/exchange";
import type { ApiAnswer } from "./operation";

/** Nobody can write this into a text that we send. */
const MARK = `${randomUUID()}:`;
const marked = new RegExp(`"${MARK}(-?\\d+)"`, "g");

/** Written as marked text first: the built-in printer is several times faster than any that knows long numbers. */
class WireNumber extends LosslessNumber {
  toJSON(): string {
    return MARK + this.value;
  }
}

/** An id that is text with us and a number of up to 19 digits on the wire. */
export function int64(id: string): LosslessNumber {
  return new WireNumber(id);
}

/** JSON in which every id keeps all its digits. */
export function wireText(value: unknown): string {
  return (JSON.stringify(value) ?? "").replace(marked, "$1");
}

const largest = 2n ** 63n - 1n;

export function isInt64(text: string): boolean {
  return /^-?\d{1,19}$/.test(text) && BigInt(text) <= largest && BigInt(text) >= -largest - 1n;
}

export function parseBody(body: Buffer): unknown {
  try {
    return body.length === 0 ? undefined : parse(body.toString());
  } catch {
    return undefined;
  }
}

export function onTheWire({ status, body, text, mediaType = "application/json" }: ApiAnswer): Answer {
  if (text !== undefined) return { status, headers: { "content-type": mediaType }, body: Buffer.from(text) };
  if (body === undefined) return { status, headers: { "content-length": "0" }, body: Buffer.alloc(0) };
  return { status, headers: { "content-type": mediaType }, body: Buffer.from(wireText(body)) };
}

/** Reads a paging parameter; what is no number in its range counts as absent. */
export function wholeNumber(text: string | null, otherwise: number, max = Number.MAX_SAFE_INTEGER): number {
  if (text === null || !/^\d{1,15}$/.test(text)) return otherwise;
  return Math.min(Number(text), max);
}

const isNumber = (value: unknown): value is LosslessNumber => value instanceof LosslessNumber;

/** Fields of a body as the lossless parser gives them. A number where text is wanted, or text where a number is, fails. */
export const int64Field = z
  .custom<LosslessNumber>((value) => isNumber(value) && isInt64(value.value))
  .transform((number) => number.value);
export const int32Field = z
  .custom<LosslessNumber>((value) => isNumber(value) && /^-?\d{1,10}$/.test(value.value))
  .transform((number) => Number(number.value));
/** A decimal as it was written, so that no cent is lost. */
export const decimalField = z
  .custom<LosslessNumber>((value) => isNumber(value) && /^-?\d{1,12}(\.\d{1,9})?$/.test(value.value))
  .transform((number) => number.value);

/** An optional field may also be null, as most callers write what they do not have. */
export const optional = <S extends z.ZodType>(schema: S) =>
  schema.nullish().transform((value) => (value === null ? undefined : value));
