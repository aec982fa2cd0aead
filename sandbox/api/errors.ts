import { randomUUID } from "node:crypto";
import type { ApiAnswer, ErrorShape } from "./operation";

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const title = (status: number) => titles[status] ?? "Error";

/** With an offset that has no colon, as the vendor's samples write it. */
export const vendorTime = (at = Date.now()) => new Date(at).toISOString().replace("Z", "+0000");

/** `{timestamp, status, error, message, path}`: ordering and webhooks. */
export function apiError(path: string, status: number, message: string): ApiAnswer {
  return { status, body: { timestamp: vendorTime(), status, error: title(status), message, path } };
}

export type FieldFault = { field: string; code: string; message: string };

export function validationError(path: string, objectName: string, faults: FieldFault[]): ApiAnswer {
  const message = `Validation failed for object='${objectName}'. Error count: ${faults.length}`;
  const errors = faults.map(({ field, code, message: defaultMessage }) => ({
    codes: [`${code}.${objectName}.${field}`, `${code}.${field}`, code],
    arguments: [{ codes: [`${objectName}.${field}`, field], defaultMessage: field, code: field }],
    defaultMessage,
    objectName,
    field,
    bindingFailure: code === "typeMismatch",
    code,
  }));
  const answer = apiError(path, 400, message);
  return { ...answer, body: { ...(answer.body as object), errors } };
}

export type SubException = { field: string; rejectedValue: string; message: string };

/** `{status: text, timestamp, message, apiSubExceptions}`: items, tax preview, menu load. */
export function subExceptionError(status: number, message: string, apiSubExceptions: SubException[] = []): ApiAnswer {
  return {
    status,
    body: { status: String(status), timestamp: new Date().toISOString(), message, apiSubExceptions },
  };
}

/** V2 sales: `{error}` for what the caller did, another form for what the server did. */
export function financeV2Error(path: string, status: number, message: string): ApiAnswer {
  if (status < 500) return { status, body: { error: message } };
  const requestId = randomUUID().slice(0, 12);
  return { status, body: { timestamp: new Date().toISOString(), path, status, error: title(status), requestId } };
}

export function errorIn(shape: ErrorShape, path: string, status: number, message: string): ApiAnswer {
  if (shape === "stripe")
    return { status, body: { error: { type: status < 500 ? "invalid_request_error" : "api_error", message } } };
  if (shape === "viva") return { status, body: { status, message, eventId: 0 } };
  if (shape === "items") return subExceptionError(status, message);
  return shape === "finance-v2" ? financeV2Error(path, status, message) : apiError(path, status, message);
}
