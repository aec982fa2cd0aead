import * as oauth from "oauth4webapi";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allScopes,
  authorizationUrl,
  authorize,
  connect,
  exchange,
  insecure,
  realmOf,
  refresh,
  tokenRequest,
} from "../testing/oauth";
import { startTestSandbox, type TestSandbox, testRedirect } from "../testing/sandbox";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());

describe("the authorization code flow", () => {
  for (const [name, authentication] of [
    ["Basic", oauth.ClientSecretBasic],
    ["the body", oauth.ClientSecretPost],
  ] as const) {
    test(`ends in tokens when the client authenticates by ${name}`, async () => {
      const server = await oauth
        .discoveryRequest(new URL(realmOf(sandbox).issuer), insecure)
        .then((response) => oauth.processDiscoveryResponse(new URL(realmOf(sandbox).issuer), response));
      const client = { client_id: sandbox.options.clientId };
      const { callback, verifier } = await authorize(sandbox, await sandbox.account());
      const parameters = oauth.validateAuthResponse(server, client, callback, "some-state");
      const secret = authentication(sandbox.options.clientSecret);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        secret,
        parameters,
        testRedirect,
        verifier,
        insecure,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
      expect(tokens.scope?.split(" ").sort()).toEqual([...allScopes.split(" "), "email", "profile"].sort());
      const again = await oauth.refreshTokenGrantRequest(server, client, secret, tokens.refresh_token ?? "", insecure);
      expect((await oauth.processRefreshTokenResponse(server, client, again)).access_token).not.toBe(
        tokens.access_token,
      );
    });
  }

  test("answers a token request with what Keycloak's answer carries", async () => {
    expect(await connect(sandbox, await sandbox.account())).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      expires_in: 300,
      refresh_expires_in: 0,
      scope: expect.stringContaining("orders-api"),
      token_type: "Bearer",
      session_state: expect.stringMatching(/^[0-9a-f-]{36}$/),
      "not-before-policy": 0,
    });
  });

  test("gives a refresh token with an end when offline_access was not asked", async () => {
    const tokens = await connect(sandbox, await sandbox.account(), { scope: "orders-api" });
    expect(tokens.refresh_expires_in).toBe(1_800);
  });

  test("refuses a request without a code challenge", async () => {
    const { callback } = await authorize(sandbox, await sandbox.account(), { withoutPkce: true });
    expect(callback.searchParams.get("error")).toBe("invalid_request");
    expect(callback.searchParams.has("code")).toBe(false);
  });

  test("refuses a plain code challenge", async () => {
    const query = { code_challenge_method: "plain" };
    const { callback } = await authorize(sandbox, await sandbox.account(), { query });
    expect(callback.searchParams.get("error")).toBe("invalid_request");
  });

  test("refuses a code without its verifier, and with another's", async () => {
    const account = await sandbox.account();
    const first = await authorize(sandbox, account);
    const form = { grant_type: "authorization_code", redirect_uri: testRedirect };
    const code = first.callback.searchParams.get("code") ?? "";
    expect(await tokenRequest(sandbox, { ...form, code })).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "PKCE code verifier not specified" },
    });
    const other = await authorize(sandbox, account);
    expect(await exchange(sandbox, first.callback, other.verifier)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "PKCE verification failed: Code mismatch" },
    });
  });

  test("shows an error page instead of redirecting to an unregistered address", async () => {
    const query = { redirect_uri: `${testRedirect}/` };
    const { callback, status } = await authorize(sandbox, await sandbox.account(), { query });
    expect(status).toBe(400);
    expect(callback.origin).toBe(new URL(sandbox.url).origin);
  });

  test("refuses a token request with another redirect_uri", async () => {
    const { callback, verifier } = await authorize(sandbox, await sandbox.account());
    const form = {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      code_verifier: verifier,
    };
    const answer = await tokenRequest(sandbox, { ...form, redirect_uri: "http://localhost:3999/elsewhere" });
    expect(answer.body).toEqual({ error: "invalid_grant", error_description: "Incorrect redirect_uri" });
  });

  test("refuses a code the second time and kills what the first time gave", async () => {
    const { callback, verifier } = await authorize(sandbox, await sandbox.account());
    const first = await exchange(sandbox, callback, verifier);
    expect(await exchange(sandbox, callback, verifier)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "Code not valid" },
    });
    expect(await refresh(sandbox, first.body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "Offline session not active" },
    });
  });

  test("returns the scopes that stay ticked", async () => {
    const tokens = await connect(sandbox, await sandbox.account(), { ticked: ["orders-api", "offline_access"] });
    const granted = String(tokens.scope).split(" ");
    expect(granted).toContain("orders-api");
    expect(granted).not.toContain("financial-api");
    const renewed = await refresh(sandbox, tokens.refresh_token);
    expect(String(renewed.body.scope).split(" ").sort()).toEqual(granted.sort());
  });

  test("refuses an unknown scope", async () => {
    const { callback } = await authorize(sandbox, await sandbox.account(), { scope: "orders-api printer" });
    expect(callback.searchParams.get("error")).toBe("invalid_scope");
  });

  test("comes back with access_denied when the merchant cancels", async () => {
    const { callback } = await authorize(sandbox, await sandbox.account(), { decision: "deny" });
    expect(callback.href.startsWith(testRedirect)).toBe(true);
    expect(callback.searchParams.get("error")).toBe("access_denied");
    expect(callback.searchParams.get("state")).toBe("some-state");
  });

  for (const kind of ["l-series", "no-admin"]) {
    test(`ends with access_denied for an account of kind ${kind}`, async () => {
      const { callback } = await authorize(sandbox, await sandbox.account({ kind }));
      expect(callback.searchParams.get("error")).toBe("access_denied");
    });
  }

  test("keeps a wrong password on the login page and says so", async () => {
    const account = await sandbox.account();
    const { url } = await authorizationUrl(sandbox);
    const end = await authorize(sandbox, { ...account, password: "wrong" });
    expect(end.callback.origin).toBe(url.origin);
    expect(end.callback.pathname).toMatch(/\/interaction\/.+\/login$/);
  });
});

test("the realm works under 127.0.0.1 as well, and its issuer stays the configured one", async () => {
  const here = { ...sandbox, url: `http://127.0.0.1:${sandbox.port}` };
  const { callback, verifier } = await authorize(here, await sandbox.account());
  expect(callback.searchParams.get("iss")).toBe(`http://localhost:${sandbox.port}/realms/k-series`);
  expect((await exchange(here, callback, verifier)).status).toBe(200);
});

describe("the client's authentication", () => {
  test("is refused when it comes in the header and in the body at once", async () => {
    const { clientId: client_id, clientSecret: client_secret } = sandbox.options;
    const form = { grant_type: "refresh_token", refresh_token: "x", client_id, client_secret };
    expect(await tokenRequest(sandbox, form, "basic")).toMatchObject({
      status: 400,
      body: { error: "invalid_request" },
    });
  });

  test("is refused with 401 and Keycloak's words when the secret is wrong", async () => {
    const wrong = { ...sandbox, url: sandbox.url, options: { ...sandbox.options, clientSecret: "another" } };
    for (const kind of ["basic", "body"] as const) {
      const answer = await tokenRequest(wrong, { grant_type: "refresh_token", refresh_token: "x" }, kind);
      expect(answer).toMatchObject({ status: 401, body: { error: "unauthorized_client" } });
    }
  });

  test("is refused when it is missing, and when the client is unknown", async () => {
    const form = { grant_type: "refresh_token", refresh_token: "x" };
    expect(await tokenRequest(sandbox, { ...form, client_id: sandbox.options.clientId }, "none")).toMatchObject({
      status: 400,
      body: { error: "unauthorized_client", error_description: "Client secret not provided in request" },
    });
    const stranger = { ...sandbox, url: sandbox.url, options: { ...sandbox.options, clientId: "stranger" } };
    expect(await tokenRequest(stranger, form)).toMatchObject({ status: 401, body: { error: "invalid_client" } });
  });
});
