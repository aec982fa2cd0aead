import { randomBytes, randomUUID } from "node:crypto";
import * as oauth from "oauth4webapi";
import { BodyTooLargeError, type FetchLike, networkReason, type Recorder, readCapped } from "./exchange";
import { classify, OAuthError } from "./oauth-errors";
import { checkTokenAnswer, readTokenSet, type TokenSet } from "./token-answer";

export { OAuthError } from "./oauth-errors";
export type { TokenSet } from "./token-answer";

export type OAuthConfig = {
  authorizationUrl: string;
  tokenUrl: string;
  revocationUrl: string;
  clientId: string;
  clientSecret: string;
  /** HTTP Basic (RFC 6749 section 2.3.1, form-encoded before base64) or parameters in the body. */
  tokenAuth: "basic" | "post";
  redirectUri: string;
  scopes: string[];
  timeoutMs?: number;
  fetch?: FetchLike;
};

type Options = { record?: Recorder | undefined };

const MAX_ANSWER_BYTES = 64 * 1024;

/** The authorization code grant with PKCE (RFC 6749, RFC 7636) against the vendor's realm. Its addresses come from the configuration, never from an answer. */
export class OAuthClient {
  readonly #server: oauth.AuthorizationServer;
  readonly #client: oauth.Client;
  readonly #authentication: oauth.ClientAuth;

  constructor(readonly config: OAuthConfig) {
    this.#server = {
      issuer: config.authorizationUrl.replace(/\/protocol\/openid-connect\/auth$/, ""),
      authorization_endpoint: config.authorizationUrl,
      token_endpoint: config.tokenUrl,
      revocation_endpoint: config.revocationUrl,
    };
    this.#client = { client_id: config.clientId };
    this.#authentication =
      config.tokenAuth === "basic"
        ? oauth.ClientSecretBasic(config.clientSecret)
        : oauth.ClientSecretPost(config.clientSecret);
  }

  /** 86 characters: 64 random bytes, base64url. */
  newCodeVerifier(): string {
    return randomBytes(64).toString("base64url");
  }

  async authorizationUrl({ state, codeVerifier }: { state: string; codeVerifier: string }): Promise<string> {
    const url = new URL(this.config.authorizationUrl);
    url.searchParams.set("response_type", "code");
    url.searchParams.set("client_id", this.config.clientId);
    url.searchParams.set("redirect_uri", this.config.redirectUri);
    url.searchParams.set("scope", this.config.scopes.join(" "));
    url.searchParams.set("state", state);
    url.searchParams.set("code_challenge", await oauth.calculatePKCECodeChallenge(codeVerifier));
    url.searchParams.set("code_challenge_method", "S256");
    return url.href;
  }

  /**
   * Checks the parameters of the authorization response (state, `iss`, repetitions) without any request.
   * Throws OAuthError: kind "refused" with the server's `error`, or "invalid_response".
   */
  checkAuthorizationResponse(parameters: URLSearchParams, expectedState: string): URLSearchParams {
    // The library does not look at the code before it is sent, nor for repetitions of what it does not read.
    const repeated = [...parameters.keys()].some((name, at, all) => all.indexOf(name) !== at);
    if (repeated || (!parameters.has("error") && !parameters.get("code"))) {
      throw new OAuthError("oauth.authorize", "invalid_response", repeated ? "a repeated parameter" : "no code");
    }
    try {
      return oauth.validateAuthResponse(this.#server, this.#client, parameters, expectedState);
    } catch (error) {
      throw classify("oauth.authorize", error);
    }
  }

  /** Spends the code. `response` comes from `checkAuthorizationResponse`. */
  async exchangeCode(response: URLSearchParams, codeVerifier: string, options: Options = {}): Promise<TokenSet> {
    return this.#run("oauth.exchangeCode", options, async (settings) => {
      const answer = await oauth.authorizationCodeGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        response,
        this.config.redirectUri,
        codeVerifier,
        settings,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(this.#server, this.#client, answer);
      return readTokenSet(tokens, { scopes: this.config.scopes });
    });
  }

  /** Spends the refresh token: it is single use, so never call this outside the connection's lease. */
  async refresh(refreshToken: string, options: Options & { scopes?: string[] } = {}): Promise<TokenSet> {
    return this.#run("oauth.refresh", options, async (settings) => {
      const answer = await oauth.refreshTokenGrantRequest(
        this.#server,
        this.#client,
        this.#authentication,
        refreshToken,
        settings,
      );
      const tokens = await oauth.processRefreshTokenResponse(this.#server, this.#client, answer);
      return readTokenSet(tokens, { refreshToken, scopes: options.scopes ?? this.config.scopes });
    });
  }

  /** RFC 7009. The vendor documents no revocation; callers treat a failure as "could not be reached". */
  async revoke(token: string, options: Options = {}): Promise<void> {
    await this.#run("oauth.revoke", options, async (settings) => {
      const answer = await oauth.revocationRequest(this.#server, this.#client, this.#authentication, token, settings);
      await oauth.processRevocationResponse(answer);
    });
  }

  async #run<T>(
    operation: string,
    { record }: Options,
    work: (settings: oauth.TokenEndpointRequestOptions) => Promise<T>,
  ): Promise<T> {
    const correlationId = randomUUID();
    const started = performance.now();
    let status: number | null = null;
    const finish = (note?: string) =>
      record?.({
        operation,
        status,
        durationMs: Math.round(performance.now() - started),
        correlationId,
        ...(note ? { note } : {}),
      });
    try {
      const result = await work({
        [oauth.allowInsecureRequests]: this.config.tokenUrl.startsWith("http:"),
        [oauth.customFetch]: async (url: string, init: RequestInit) => {
          const answer = await this.#fetch(operation, url, init, correlationId);
          status = answer.status;
          return answer;
        },
      });
      finish();
      return result;
    } catch (error) {
      const failure = classify(operation, error);
      finish(failure.reason);
      throw failure;
    }
  }

  /** One request with a deadline over head and body, a size cap, no redirects, and a checked body. */
  async #fetch(operation: string, url: string, init: RequestInit, correlationId: string): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("x-correlation-id", correlationId);
    const signal = AbortSignal.timeout(this.config.timeoutMs ?? 10_000);
    try {
      const answer = await (this.config.fetch ?? fetch)(url, { ...init, headers, redirect: "manual", signal });
      const text = await readCapped(answer, MAX_ANSWER_BYTES);
      const hasBody = ![101, 204, 205, 304].includes(answer.status);
      return new Response(hasBody ? checkTokenAnswer(operation, answer, text) : null, answer);
    } catch (error) {
      if (error instanceof OAuthError) throw error;
      if (error instanceof BodyTooLargeError) throw new OAuthError(operation, "invalid_response", error.message);
      // Without the error itself, which may quote what was sent: a refresh token or the Basic pair.
      throw new OAuthError(operation, "transient", networkReason(error));
    }
  }
}
