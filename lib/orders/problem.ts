/** Codes are part of our API: one is never given another meaning. */
export const problemTitles = {
  unauthorized: "The API key or guest token is missing, unknown or over.",
  invalid_request: "The request does not fit the schema.",
  no_such_location: "There is no such location.",
  table_code_refused: "The table's code is old, copied from elsewhere or damaged.",
  kiosk_code_refused: "The kiosk's code is missing, was replaced or is of another place.",
  too_many_requests: "Too many requests from here. Wait a little.",

  invalid_json: "The body is not JSON.",
  body_too_large: "The body is larger than 64 KiB.",
  invalid_order: "The order does not fit the schema.",
  idempotency_key_missing: "Send an Idempotency-Key header of 1 to 255 printable characters.",
  idempotency_key_reused: "This Idempotency-Key was used with another body.",
  request_in_progress: "The first request with this Idempotency-Key is still at work.",
  wrong_channel: "This API key is for another channel.",
  total_mismatch: "The prices do not add up to the expected total.",
  would_not_land: "The order would not reach the till, so no payment was started.",
  payment_unavailable: "The payment could not be started. The same request may be sent again.",
  not_found: "There is no such order.",
} as const;

export type ProblemCode = keyof typeof problemTitles;

export const problemStatuses: Record<ProblemCode, number> = {
  unauthorized: 401,
  invalid_request: 400,
  no_such_location: 404,
  table_code_refused: 403,
  kiosk_code_refused: 403,
  too_many_requests: 429,

  invalid_json: 400,
  body_too_large: 413,
  invalid_order: 400,
  idempotency_key_missing: 400,
  idempotency_key_reused: 409,
  request_in_progress: 409,
  wrong_channel: 403,
  total_mismatch: 422,
  would_not_land: 422,
  payment_unavailable: 503,
  not_found: 404,
};

/** RFC 9457. */
export type Problem = { type: string; code: ProblemCode; title: string; status: number; [more: string]: unknown };

export type ApiAnswer = { status: number; body: unknown; headers?: Record<string, string> };

export function problem(
  code: ProblemCode,
  more: Record<string, unknown> = {},
  headers?: Record<string, string>,
): ApiAnswer {
  const status = problemStatuses[code];
  const body: Problem = { type: `/problems/${code}`, code, title: problemTitles[code], status, ...more };
  return { status, body, ...(headers ? { headers } : {}) };
}

const bodies = new WeakMap<Response, unknown>();

export function toResponse({ status, body, headers = {} }: ApiAnswer): Response {
  const type = status >= 400 ? "application/problem+json" : "application/json";
  const response = new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": `${type}; charset=utf-8`, ...headers },
  });
  bodies.set(response, body);
  return response;
}

/** What an answer says, for whoever asks in this process: without reading back the text that was just written. Read only. */
export async function answerOf(response: Response): Promise<unknown> {
  return bodies.has(response) ? bodies.get(response) : response.json();
}
