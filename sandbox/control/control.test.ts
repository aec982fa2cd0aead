import { createHash } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Recorded } from "../http/recorder";
import { authorizationUrl, connect, refresh, tokenRequest } from "../testing/oauth";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";

let sandbox: TestSandbox;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.remove());

type Listing = { requests: Recorded[]; counts: Record<string, number>; last: number };
const requestsOf = (account: TestAccount, query = "") =>
  sandbox.control<Listing>("GET", `/requests?account=${account.accountId}${query}`);

describe("accounts", () => {
  test("come with the businesses asked for, ids as text and no two alike", async () => {
    const businesses = [{ name: "Bistro BV", locations: [{ name: "North" }, { name: "South" }] }, { name: "Bar BV" }];
    const made = await Promise.all([sandbox.account({ businesses }), sandbox.account({ businesses })]);
    const ids = made.flatMap((account) =>
      account.businesses.flatMap(({ id, locations }) => [id, ...locations.map((l) => l.id)]),
    );
    expect(ids).toHaveLength(8);
    expect(new Set(ids).size).toBe(8);
    expect(ids.every((id) => /^\d+$/.test(id))).toBe(true);
  });

  test("keep the e-mail and password they were given, and an e-mail has one account", async () => {
    const login = { email: "given@sandbox.test", password: "given-password" };
    expect(await sandbox.account(login)).toMatchObject(login);
    await expect(sandbox.account(login)).rejects.toThrow("409");
  });

  test("are refused with the field's name when malformed, and 404 when unknown", async () => {
    await expect(sandbox.account({ kind: "r-series" })).rejects.toThrow(/400.*kind/s);
    await expect(sandbox.control("GET", "/accounts/nobody")).rejects.toThrow("404");
  });

  test("show what they have allowed", async () => {
    const account = await sandbox.account();
    await connect(sandbox, account, { scope: "orders-api offline_access" });
    const { grants } = await sandbox.control<{ grants: object[] }>("GET", `/accounts/${account.accountId}`);
    expect(grants).toEqual([
      expect.objectContaining({ clientId: sandbox.options.clientId, scopes: expect.arrayContaining(["orders-api"]) }),
    ]);
  });

  test("can be signed in without a browser", async () => {
    const account = await sandbox.account();
    const { url } = await authorizationUrl(sandbox);
    const order = { url: url.href, password: account.password };
    const end = await sandbox.control<{ location: string }>("POST", `/accounts/${account.accountId}/authorize`, order);
    expect(new URL(end.location).searchParams.get("code")).toBeTruthy();
    const elsewhere = { ...order, url: "http://localhost:1/" };
    await expect(sandbox.control("POST", `/accounts/${account.accountId}/authorize`, elsewhere)).rejects.toThrow("400");
  });
});

describe("the record of requests", () => {
  test("tells how a token request was made, without a secret in clear", async () => {
    const account = await sandbox.account();
    const tokens = await connect(sandbox, account);
    await tokenRequest(sandbox, { grant_type: "refresh_token", refresh_token: String(tokens.refresh_token) }, "body");
    const { requests, counts } = await requestsOf(account, "&operation=token");
    expect(counts).toEqual({ token: 2 });
    expect(
      requests.map(({ token, status, outcome, authorization }) => ({ ...token, status, outcome, authorization })),
    ).toMatchObject([
      {
        grantType: "authorization_code",
        clientAuth: "basic",
        codeVerifier: expect.any(String),
        status: 200,
        authorization: "basic",
      },
      {
        grantType: "refresh_token",
        clientAuth: "body",
        clientId: sandbox.options.clientId,
        refreshTokenHash: createHash("sha256").update(String(tokens.refresh_token)).digest("hex"),
        outcome: "answered",
      },
    ]);
    const everything = JSON.stringify(await sandbox.control("GET", "/requests"));
    for (const secret of [tokens.access_token, tokens.refresh_token, sandbox.options.clientSecret, account.password]) {
      expect(everything).not.toContain(secret);
    }
  });

  test("finds a call by its correlation id and says that it carried a bearer token", async () => {
    const account = await sandbox.account();
    const tokens = await connect(sandbox, account);
    const headers = { authorization: `Bearer ${tokens.access_token}`, "x-correlation-id": "tap-42" };
    await fetch(`${sandbox.url}/o/op/data/businesses`, { headers });
    expect((await requestsOf(account, "&correlationId=tap-42")).requests).toMatchObject([
      { method: "GET", path: "/o/op/data/businesses", operation: "businesses", authorization: "bearer", status: 200 },
    ]);
  });

  test("can be read from where one stopped, and waited for", async () => {
    const account = await sandbox.account();
    const tokens = await connect(sandbox, account);
    const { last } = await requestsOf(account);
    const waiting = requestsOf(account, `&since=${last}&atLeast=2`);
    const second = await refresh(sandbox, tokens.refresh_token);
    await refresh(sandbox, second.body.refresh_token);
    expect((await waiting).requests).toHaveLength(2);
    expect((await requestsOf(account, `&since=${last}&atLeast=3&timeoutMs=1`)).requests).toHaveLength(2);
  });
});

describe("who may steer", () => {
  const status = (path: string, headers: Record<string, string>, method = "GET") =>
    new Promise<number | undefined>((resolve, reject) => {
      const call = request({ host: "127.0.0.1", port: sandbox.port, path, method, headers }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      call.on("error", reject).end();
    });

  test("is a local caller and the sandbox's own page", async () => {
    expect(await status("/control/settings", {})).toBe(200);
    expect(await status("/control/settings", { origin: sandbox.url })).toBe(200);
    expect(
      await status("/control/settings", {
        origin: `http://127.0.0.1:${sandbox.port}`,
        host: `127.0.0.1:${sandbox.port}`,
      }),
    ).toBe(200);
  });

  test("is no other origin, no rebound name and no other site", async () => {
    for (const path of ["/control/settings", "/faults", "/till"]) {
      const method = path.startsWith("/control") ? "GET" : "POST";
      expect(await status(path, { origin: "https://elsewhere.example" }, method)).toBe(403);
      expect(await status(path, { origin: "null" }, method)).toBe(403);
      expect(await status(path, { host: "elsewhere.example" }, method)).toBe(403);
      expect(await status(path, { "sec-fetch-site": "cross-site" }, method)).toBe(403);
    }
  });
});
