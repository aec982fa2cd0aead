import { z } from "zod";
import { KSeriesInputError } from "./errors";
import { currencyExponent } from "./money";
import type { Operation } from "./operation";
import { printJson } from "./wire";

export type Arguments = Record<string, unknown> & {
  query?: Record<string, unknown>;
  body?: unknown;
  currency?: string;
};

/** One call, ready to be sent as often as it takes. */
export type Call = {
  name: string;
  operation: Operation;
  pathAndQuery: string;
  body: string | undefined;
  response: z.ZodType;
};

/** Checks the arguments against the row and prints them. Throws KSeriesInputError, so nothing unfit is ever sent. */
export function prepare(name: string, operation: Operation, args: Arguments): Call {
  try {
    const exponent = args.currency === undefined ? undefined : currencyExponent(args.currency);
    if (operation.currency === "required" && exponent === undefined) throw new RangeError("a currency is needed");
    return {
      name,
      operation,
      pathAndQuery: fillPath(operation, args) + printQuery(operation, args.query),
      body: operation.body ? printJson(schemaOf(operation.body, exponent).parse(args.body)) : undefined,
      response: schemaOf(operation.response, exponent),
    };
  } catch (error) {
    throw new KSeriesInputError(name, inputReason(error), { cause: error });
  }
}

const schemaOf = (given: Operation["response"], exponent: number | undefined) =>
  typeof given === "function" ? given(exponent) : given;

/** Where it does not fit, never the value: it may be personal. */
function inputReason(error: unknown): string {
  if (!(error instanceof z.ZodError)) return error instanceof RangeError ? error.message : "the arguments do not fit";
  const [issue] = error.issues;
  return `the arguments do not fit at "${issue?.path.join(".") ?? ""}" (${issue?.code ?? "unknown"})`;
}

function fillPath(operation: Operation, args: Arguments): string {
  const params: Record<string, unknown> = { ...args, ...operation.params?.parse(args) };
  return operation.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const text = typeof params[name] === "string" ? params[name] : "";
    // An empty segment or one of dots would silently be another address.
    if (/^\.{0,2}$/.test(text)) throw new RangeError(`"${name}" cannot stand in a path`);
    return encodeURIComponent(text);
  });
}

function printQuery(operation: Operation, given: Record<string, unknown> | undefined): string {
  if (!operation.query) return "";
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(operation.query.parse(given ?? {}))) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === "" ? "" : `?${text}`;
}
