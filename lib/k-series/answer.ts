import { parseOrNothing, readErrorBody } from "./error-body";
import {
  type HttpFailure,
  KSeriesAuthError,
  KSeriesForbiddenError,
  KSeriesHttpError,
  KSeriesNotFoundError,
  KSeriesReferenceUsedError,
  KSeriesResponseError,
} from "./errors";
import type { Call } from "./request";

/** The parsed answer, or the error that it stands for. */
export function readAnswer(call: Call, response: Response, text: string): unknown {
  if (response.status === 404 && call.operation.none) return call.operation.none();
  if (!response.ok) throw httpError(call, response, text);
  const parsed = check(call, text);
  if (parsed?.success) return parsed.data;
  const where = parsed ? `at "${parsed.error.issues[0]?.path.join(".") ?? ""}"` : "nested too deeply";
  throw new KSeriesResponseError(call.name, `unexpected answer ${where}`);
}

/** Null for an answer nested so deeply that reading it would exhaust the stack. */
function check(call: Call, text: string) {
  try {
    return call.response.safeParse(text === "" ? undefined : parseOrNothing(text));
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function httpError({ name, operation }: Call, response: Response, text: string): KSeriesHttpError {
  const { status } = response;
  const { reason, fields } = readErrorBody(text);
  const retryAfterMs = retryAfter(response.headers.get("retry-after"));
  const failure: HttpFailure = {
    status,
    reason: reason ?? (response.statusText || "without a reason"),
    fields,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
  const used = operation.referenceUsed;
  if (used?.status === status && (used.reason?.test(failure.reason) ?? true))
    return new KSeriesReferenceUsedError(name, failure);
  const kinds = { 401: KSeriesAuthError, 403: KSeriesForbiddenError, 404: KSeriesNotFoundError };
  return new (kinds[status as keyof typeof kinds] ?? KSeriesHttpError)(name, failure);
}

/** Seconds or an HTTP date (RFC 9110 section 10.2.3), as milliseconds from now. */
export function retryAfter(value: string | null, now = Date.now()): number | undefined {
  if (!value) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  // Only a date with letters: other texts ("-5", "1.5") are read by Date.parse as years.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
