import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { authorize, connect, realmOf, refresh, tokenRequest } from "../testing/oauth";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());

const statusWith = async (accessToken: unknown) => {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(`${sandbox.url}/o/op/data/businesses`, { headers })).status;
};

const change = (account: TestAccount, settings: object) =>
  sandbox.control("PATCH", `/accounts/${account.accountId}`, { settings });

describe("a refresh token", () => {
  test("is exchanged for a new pair, and the new one works", async () => {
    const first = await connect(sandbox, await sandbox.account());
    const second = await refresh(sandbox, first.refresh_token);
    expect(second.status).toBe(200);
    expect(second.body.refresh_token).not.toBe(first.refresh_token);
    expect((await refresh(sandbox, second.body.refresh_token)).status).toBe(200);
    expect(await statusWith(second.body.access_token)).toBe(200);
  });

  test("kills its whole family when it is used a second time", async () => {
    const first = await connect(sandbox, await sandbox.account());
    const second = await refresh(sandbox, first.refresh_token);
    expect(await refresh(sandbox, first.refresh_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "Maximum allowed refresh token reuse exceeded" },
    });
    expect(await refresh(sandbox, second.body.refresh_token)).toMatchObject({
      status: 400,
      body: { error: "invalid_grant", error_description: "Offline session not active" },
    });
    expect(await statusWith(second.body.access_token)).toBe(401);
  });

  test("is given out once when twenty requests bring it at the same moment", async () => {
    const account = await sandbox.account();
    const { refresh_token } = await connect(sandbox, account);
    const barrier = { account: account.accountId, operation: "token", do: { type: "hold" } };
    const { id } = await sandbox.control<{ id: string }>("POST", "/faults", barrier);
    const asking = Array.from({ length: 20 }, () => refresh(sandbox, refresh_token));
    await sandbox.control("GET", `/holds/${id}?atLeast=20`);
    await sandbox.control("POST", `/holds/${id}/release`);
    const answers = await Promise.all(asking);
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1);
  });

  test("is accepted again within the grace window, and not after it", async () => {
    const account = await sandbox.account({ settings: { refreshGraceMs: 60_000 } });
    const first = await connect(sandbox, account);
    await refresh(sandbox, first.refresh_token);
    expect((await refresh(sandbox, first.refresh_token)).status).toBe(200);
    await change(account, { refreshGraceMs: 0 });
    expect((await refresh(sandbox, first.refresh_token)).status).toBe(400);
  });

  test("ends with its idle time when offline_access was not asked, in Keycloak's words", async () => {
    const account = await sandbox.account({ settings: { refreshTokenSeconds: 600 } });
    const tokens = await connect(sandbox, account, { scope: "orders-api" });
    expect(tokens.refresh_expires_in).toBe(600);
    await sandbox.control("POST", `/accounts/${account.accountId}/expire`, { what: "refresh" });
    expect((await refresh(sandbox, tokens.refresh_token)).body).toEqual({
      error: "invalid_grant",
      error_description: "Token is not active",
    });
  });

  test("is told from an unknown one when it was revoked", async () => {
    const tokens = await connect(sandbox, await sandbox.account(), { scope: "orders-api" });
    const form = { token: String(tokens.refresh_token) };
    const headers = {
      authorization: `Basic ${btoa(`${encodeURIComponent(sandbox.options.clientId)}:${encodeURIComponent(sandbox.options.clientSecret)}`)}`,
    };
    const revoked = await fetch(realmOf(sandbox).revocation_endpoint ?? "", {
      method: "POST",
      headers,
      body: new URLSearchParams(form),
    });
    expect(revoked.status).toBe(200);
    expect((await refresh(sandbox, tokens.refresh_token)).body.error_description).toBe("Session not active");
    expect((await refresh(sandbox, "unknown")).body.error_description).toBe("Invalid refresh token");
    expect(await statusWith(tokens.access_token)).toBe(401);
  });

  test("may ask for fewer scopes but not for more", async () => {
    const tokens = await connect(sandbox, await sandbox.account(), { scope: "orders-api items offline_access" });
    const form = { grant_type: "refresh_token", refresh_token: String(tokens.refresh_token) };
    const more = await tokenRequest(sandbox, { ...form, scope: "orders-api financial-api" });
    expect(more).toMatchObject({ status: 400, body: { error: "invalid_scope" } });
    expect((await tokenRequest(sandbox, { ...form, scope: "items" })).body.scope).toBe("items");
  });
});

describe("the control API", () => {
  test("revokes everything an account has allowed, or leaves the access tokens alive", async () => {
    const account = await sandbox.account();
    const [first, second] = [await connect(sandbox, account), await connect(sandbox, account)];
    const kept = { keepAccessTokens: true };
    expect(await sandbox.control("POST", `/accounts/${account.accountId}/revoke`, kept)).toEqual({ revoked: 2 });
    for (const tokens of [first, second]) {
      expect((await refresh(sandbox, tokens.refresh_token)).body.error).toBe("invalid_grant");
      expect(await statusWith(tokens.access_token)).toBe(200);
    }
    const third = await connect(sandbox, account);
    await sandbox.control("POST", `/accounts/${account.accountId}/revoke`);
    expect(await statusWith(third.access_token)).toBe(401);
  });

  test("leaves every other account alone", async () => {
    const [mine, other] = [await sandbox.account(), await sandbox.account()];
    const tokens = await connect(sandbox, other);
    await sandbox.control("POST", `/accounts/${mine.accountId}/revoke`);
    await sandbox.control("POST", `/accounts/${mine.accountId}/expire`, { what: "all" });
    expect(await statusWith(tokens.access_token)).toBe(200);
    expect((await refresh(sandbox, tokens.refresh_token)).status).toBe(200);
  });

  test("expires access tokens so that a refresh mends it", async () => {
    const account = await sandbox.account();
    const tokens = await connect(sandbox, account);
    expect(await sandbox.control("POST", `/accounts/${account.accountId}/expire`)).toEqual({
      accessTokens: 1,
      refreshTokens: 0,
    });
    expect(await statusWith(tokens.access_token)).toBe(401);
    expect(await statusWith((await refresh(sandbox, tokens.refresh_token)).body.access_token)).toBe(200);
  });

  test("changes lifetimes while it runs, for all accounts and for one", async () => {
    const one = await sandbox.account({ settings: { accessTokenSeconds: 77 } });
    await sandbox.control("PATCH", "/settings", { accessTokenSeconds: 900 });
    expect((await connect(sandbox, one)).expires_in).toBe(77);
    expect((await connect(sandbox, await sandbox.account())).expires_in).toBe(900);
    await sandbox.control("PATCH", "/settings", { accessTokenSeconds: 300 });
  });

  test("issues tokens without a browser that refresh like any other", async () => {
    const account = await sandbox.account();
    const tokens = await sandbox.control<Record<string, unknown>>("POST", `/accounts/${account.accountId}/tokens`);
    expect(tokens).toMatchObject({ expires_in: 300, refresh_expires_in: 0, token_type: "Bearer" });
    expect(await statusWith(tokens.access_token)).toBe(200);
    const next = await refresh(sandbox, tokens.refresh_token);
    expect(next.body).toMatchObject({ refresh_expires_in: 0, scope: expect.stringContaining("financial-api") });
  });

  test("can switch PKCE off", async () => {
    await sandbox.control("PATCH", "/settings", { pkceRequired: false });
    const { callback } = await authorize(sandbox, await sandbox.account(), { withoutPkce: true });
    expect(callback.searchParams.get("code")).toBeTruthy();
    await sandbox.control("PATCH", "/settings", { pkceRequired: true });
  });
});
