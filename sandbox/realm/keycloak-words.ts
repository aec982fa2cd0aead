import type { errors } from "oidc-provider";
import type { StoredPayload } from "./tokens";

type Failure = Pick<errors.OIDCProviderError, "error" | "error_description" | "error_detail"> & { cause?: unknown };
export type TokenError = { status: number; error: string; error_description: string };

const invalidGrant = (error_description: string): TokenError => ({
  status: 400,
  error: "invalid_grant",
  error_description,
});

const codeWords: [RegExp, string][] = [
  [/redirect_uri mismatch/, "Incorrect redirect_uri"],
  [/authorization code|client mismatch|grant/, "Code not valid"],
];

function pkceWords(cause: unknown): string | undefined {
  const message = cause instanceof Error ? cause.message : "";
  if (/must be provided/.test(message)) return "PKCE code verifier not specified";
  return /code_verifier/.test(message) ? "PKCE verification failed: Code mismatch" : undefined;
}

function refreshWords(detail: string, known: StoredPayload | undefined): string {
  if (/already used/.test(detail)) return "Maximum allowed refresh token reuse exceeded";
  if (/expired/.test(detail)) return "Token is not active";
  if (!known || /client mismatch/.test(detail)) return "Invalid refresh token";
  return known.scope?.split(" ").includes("offline_access") ? "Offline session not active" : "Session not active";
}

/** Says a refused token request in Keycloak's words; `known` is the refresh token's record, were it dead. */
export function inKeycloakWords(failure: Failure, known: StoredPayload | undefined, isRefresh: boolean): TokenError {
  const detail = failure.error_detail ?? "";
  if (failure.error === "invalid_client") {
    if (/mechanism/.test(detail)) {
      return { status: 400, error: "unauthorized_client", error_description: "Client secret not provided in request" };
    }
    const error = /not found/.test(detail) ? "invalid_client" : "unauthorized_client";
    return { status: 401, error, error_description: "Invalid client or Invalid client credentials" };
  }
  if (failure.error === "invalid_grant") {
    if (isRefresh) return invalidGrant(refreshWords(detail, known));
    const words = pkceWords(failure.cause) ?? codeWords.find(([pattern]) => pattern.test(detail))?.[1];
    return invalidGrant(words ?? "Code not valid");
  }
  const malformed = /code_verifier/.test(failure.error_description ?? "");
  if (malformed) return invalidGrant("PKCE verification failed: Invalid code verifier");
  return { status: 400, error: failure.error, error_description: failure.error_description ?? "Invalid request" };
}
