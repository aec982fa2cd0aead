import * as oauth from "oauth4webapi";

/**
 * By what follows from it:
 * `refused` the grant itself is not accepted (`code` says why; `invalid_grant` is final once believed) ·
 * `client` our client id, secret or registration is not accepted: the operator's affair, never the merchant's ·
 * `transient` no answer, 429 or 5xx: may pass by itself · `invalid_response` an answer that cannot be understood.
 */
export type OAuthErrorKind = "refused" | "client" | "transient" | "invalid_response";

export class OAuthError extends Error {
  override readonly name = "OAuthError";

  constructor(
    readonly operation: string,
    readonly kind: OAuthErrorKind,
    /** Short and free of secrets: may be logged and shown to an operator. */
    readonly reason: string,
    options?: ErrorOptions & { code?: string },
  ) {
    super(`${operation}: ${reason}`, options);
    this.code = options?.code ?? null;
  }

  /** The server's OAuth error code (RFC 6749 section 5.2), where it sent one. */
  readonly code: string | null;
}

const clientFaults = [
  "invalid_client",
  "unauthorized_client",
  "unsupported_grant_type",
  "invalid_request",
  "invalid_scope",
];

/** Only a 400 or 401 that says `invalid_grant` in so many words is `refused`; whatever is unclear stays retryable. */
export function classify(operation: string, error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  if (error instanceof oauth.AuthorizationResponseError) {
    return new OAuthError(operation, "refused", codeText(error.error), { code: codeText(error.error) });
  }
  if (error instanceof oauth.ResponseBodyError) return fromAnswer(operation, error.status, codeText(error.error));
  if (error instanceof oauth.WWWAuthenticateChallengeError) return fromAnswer(operation, error.status, null);
  if (error instanceof oauth.OperationProcessingError && error.cause instanceof Response) {
    return fromAnswer(operation, error.cause.status, null);
  }
  if (error instanceof oauth.OperationProcessingError || error instanceof oauth.UnsupportedOperationError) {
    return new OAuthError(operation, "invalid_response", "the answer does not follow OAuth 2.0");
  }
  // Without the error itself: whatever failed here had the request in its hands, and may quote it.
  return new OAuthError(operation, "transient", error instanceof Error ? `no answer (${error.name})` : "no answer");
}

function fromAnswer(operation: string, status: number, code: string | null): OAuthError {
  const reason = code ? `${status} ${code}` : `HTTP ${status}`;
  const kind = kindOf(status, code);
  return new OAuthError(operation, kind, reason, code ? { code } : {});
}

function kindOf(status: number, code: string | null): OAuthErrorKind {
  if (status === 429 || status >= 500) return "transient";
  if (status === 408 || status === 425) return "transient";
  if (code === "invalid_grant") return status === 400 || status === 401 ? "refused" : "invalid_response";
  if (code === "temporarily_unavailable" || code === "server_error") return "transient";
  if (status === 401 || (code !== null && clientFaults.includes(code))) return "client";
  return "invalid_response";
}

/** An OAuth code is printable ASCII (RFC 6749 appendix A.7); anything else is not repeated. */
const codeText = (value: string) => (/^[\x20-\x21\x23-\x5b\x5d-\x7e]{1,64}$/.test(value) ? value : "unknown");
