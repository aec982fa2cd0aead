import * as oauth from "oauth4webapi";
import { signIn } from "../control/sign-in";
import { type TestAccount, type TestSandbox, testRedirect } from "./sandbox";

export const insecure = { [oauth.allowInsecureRequests]: true };

export function realmOf({ url }: { url: string }): oauth.AuthorizationServer {
  const issuer = `${url}/realms/k-series`;
  const path = `${issuer}/protocol/openid-connect`;
  return {
    issuer,
    authorization_endpoint: `${path}/auth`,
    token_endpoint: `${path}/token`,
    revocation_endpoint: `${path}/revoke`,
  };
}

export const allScopes = "orders-api financial-api items offline_access";

export type Flow = {
  scope?: string;
  withoutPkce?: boolean;
  decision?: "allow" | "deny";
  ticked?: string[];
  query?: Record<string, string>;
};

/** The authorization request as a client with PKCE builds it. */
export async function authorizationUrl(sandbox: TestSandbox, flow: Flow = {}) {
  const verifier = oauth.generateRandomCodeVerifier();
  const url = new URL(realmOf(sandbox).authorization_endpoint ?? "");
  const parameters: Record<string, string> = {
    response_type: "code",
    client_id: sandbox.options.clientId,
    redirect_uri: testRedirect,
    scope: flow.scope ?? allScopes,
    state: "some-state",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...flow.query,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (!(flow.withoutPkce && name.startsWith("code_challenge"))) url.searchParams.set(name, value);
  }
  return { url, verifier };
}

/** Goes through sign-in and consent; gives what the browser brings back to the client. */
export async function authorize(sandbox: TestSandbox, account: TestAccount, flow: Flow = {}) {
  const { url, verifier } = await authorizationUrl(sandbox, flow);
  const { email, password } = account;
  const end = await signIn({ url: url.href, email, password, decision: flow.decision, scopes: flow.ticked });
  return { callback: new URL(end.location), status: end.status, verifier };
}

export type TokenAnswer = { status: number; headers: Headers; body: Record<string, unknown> };

/** A token request as the wire has it; the client authenticates by Basic unless told otherwise. */
export async function tokenRequest(
  sandbox: TestSandbox,
  form: Record<string, string>,
  authentication: "basic" | "body" | "none" = "basic",
): Promise<TokenAnswer> {
  const { clientId, clientSecret } = sandbox.options;
  const client = { client_id: clientId };
  const body = new URLSearchParams(form);
  const headers = new Headers();
  if (authentication === "basic") await oauth.ClientSecretBasic(clientSecret)(realmOf(sandbox), client, body, headers);
  if (authentication === "body") await oauth.ClientSecretPost(clientSecret)(realmOf(sandbox), client, body, headers);
  const response = await fetch(realmOf(sandbox).token_endpoint ?? "", { method: "POST", headers, body });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: JSON.parse(text) };
}

export const exchange = (sandbox: TestSandbox, callback: URL, verifier: string) =>
  tokenRequest(sandbox, {
    grant_type: "authorization_code",
    code: callback.searchParams.get("code") ?? "",
    redirect_uri: testRedirect,
    code_verifier: verifier,
  });

export const refresh = (sandbox: TestSandbox, refreshToken: unknown) =>
  tokenRequest(sandbox, { grant_type: "refresh_token", refresh_token: String(refreshToken) });

/** Connects an account from nothing to tokens. */
export async function connect(sandbox: TestSandbox, account: TestAccount, flow: Flow = {}) {
  const { callback, verifier } = await authorize(sandbox, account, flow);
  const answer = await exchange(sandbox, callback, verifier);
  if (answer.status !== 200) throw new Error(`connecting failed: ${JSON.stringify(answer.body)}`);
  return answer.body;
}
