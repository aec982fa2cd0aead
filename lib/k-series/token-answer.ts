import type { TokenEndpointResponse } from "oauth4webapi";
import { z } from "zod";
import { OAuthError } from "./oauth-errors";

export type TokenSet = {
  accessToken: string;
  refreshToken: string;
  /** Seconds from the receipt of the answer. */
  accessLifetime: number;
  /** Seconds from the receipt; null means no fixed end (the vendor's `refresh_expires_in: 0`). */
  refreshLifetime: number | null;
  scopes: string[];
};

const MAX_LIFETIME = 10 * 366 * 24 * 3600;
const token = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^[\x21-\x7e]+$/);

/** Stricter than the library, which also reads a lifetime written as text. */
const answer = z.object({
  access_token: token,
  token_type: z.string().regex(/^bearer$/i),
  refresh_token: token.optional(),
  expires_in: z.number().int().min(1).max(MAX_LIFETIME),
  refresh_expires_in: z.number().int().min(0).max(MAX_LIFETIME).optional(),
  scope: z.string().max(4096).optional(),
});

/** The text to hand to the library: for a 200 at the token endpoint only the fields that we use, checked. Throws OAuthError. */
export function checkTokenAnswer(operation: string, { status, headers }: Response, text: string): string {
  if (status !== 200 || operation === "oauth.revoke") return text;
  if (!/^application\/json\b/i.test(headers.get("content-type") ?? "")) {
    throw new OAuthError(operation, "invalid_response", "the token answer is not JSON");
  }
  const parsed = answer.safeParse(parseOrNothing(text));
  // Without an id_token: who signed in is not our question, and it would have to be verified.
  if (parsed.success) return JSON.stringify(parsed.data);
  const field = parsed.error.issues[0]?.path.join(".") || "body";
  throw new OAuthError(operation, "invalid_response", `the token answer is not usable (${field})`);
}

/** `previous` fills what an answer may leave out: on a refresh the old refresh token stays valid (RFC 6749 section 6), scopes stay as they were. */
export function readTokenSet(
  tokens: TokenEndpointResponse,
  previous: { refreshToken?: string; scopes: string[] },
): TokenSet {
  const refreshToken = tokens.refresh_token ?? previous.refreshToken;
  if (!refreshToken)
    throw new OAuthError("oauth.exchangeCode", "invalid_response", "the token answer has no refresh token");
  const refreshLifetime = Number(tokens.refresh_expires_in ?? 0);
  return {
    accessToken: tokens.access_token,
    refreshToken,
    accessLifetime: tokens.expires_in ?? 0,
    refreshLifetime: refreshLifetime === 0 ? null : refreshLifetime,
    scopes: tokens.scope === undefined ? previous.scopes : tokens.scope.split(" ").filter(Boolean),
  };
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
