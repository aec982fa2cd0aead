import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { connect, realmOf, refresh } from "../testing/oauth";
import { startTestSandbox, type TestAccount, type TestSandbox } from "../testing/sandbox";

let sandbox: TestSandbox;
let account: TestAccount;
let accessToken: string;

beforeAll(async () => {
  sandbox = await startTestSandbox();
  account = await sandbox.account();
  accessToken = String((await connect(sandbox, account)).access_token);
});
afterEach(() => sandbox.control("DELETE", "/faults"));
afterAll(() => sandbox.remove());

type Added = { id: string };
const fault = (effect: object, more: object = {}) => sandbox.control<Added>("POST", "/faults", { do: effect, ...more });
const businesses = (token = accessToken) =>
  fetch(`${sandbox.url}/o/op/data/businesses`, { redirect: "manual", headers: { authorization: `Bearer ${token}` } });
const broken = (answer: Promise<Response>) =>
  answer
    .then((response) => response.text())
    .then(
      () => false,
      () => true,
    );

describe("a fault", () => {
  test("answers 429 with Retry-After in seconds or as a date, so often as told", async () => {
    await fault({ type: "status", status: 429, retryAfter: 7 }, { times: 1 });
    await fault({ type: "status", status: 429, retryAfter: "Wed, 21 Oct 2026 07:28:00 GMT" }, { times: 1 });
    const [first, second, third] = [await businesses(), await businesses(), await businesses()];
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect([second.status, second.headers.get("retry-after")]).toEqual([429, "Wed, 21 Oct 2026 07:28:00 GMT"]);
    expect(third.status).toBe(200);
  });

  test("stays until it is cleared when no count is given", async () => {
    const { id } = await fault({ type: "status", status: 503 });
    for (let round = 0; round < 5; round += 1) expect((await businesses()).status).toBe(503);
    await sandbox.control("DELETE", `/faults/${id}`);
    expect((await businesses()).status).toBe(200);
  });

  test("lets the first requests pass when told to skip them", async () => {
    await fault({ type: "status", status: 500 }, { skip: 1, times: 1 });
    const statuses = [await businesses(), await businesses(), await businesses()].map((answer) => answer.status);
    expect(statuses).toEqual([200, 500, 200]);
  });

  test("hits only its operation and only its account", async () => {
    const other = await sandbox.account();
    const token = String((await connect(sandbox, other)).access_token);
    await fault({ type: "status", status: 500 }, { account: account.accountId, operation: "businesses" });
    expect((await businesses(token)).status).toBe(200);
    const headers = { authorization: `Bearer ${accessToken}` };
    expect((await fetch(`${sandbox.url}/f/data/businesses`, { headers })).status).toBe(200);
    expect((await businesses()).status).toBe(500);
  });

  test("slows a request down and combines with what comes after", async () => {
    await fault({ type: "slow", ms: 60 });
    await fault({ type: "status", status: 502 });
    const begin = performance.now();
    expect((await businesses()).status).toBe(502);
    expect(performance.now() - begin).toBeGreaterThan(55);
  });

  test("cuts the answer before it and in the middle of its body", async () => {
    await fault({ type: "cut", at: "before" }, { times: 1 });
    expect(await broken(businesses())).toBe(true);
    await fault({ type: "cut", at: "body" }, { times: 1 });
    const answer = await businesses();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect((await businesses()).status).toBe(200);
  });

  test("loses the answer of a refresh after its effect", async () => {
    const { refresh_token } = await connect(sandbox, account);
    await fault({ type: "cut", at: "after" }, { operation: "token", times: 1 });
    await expect(refresh(sandbox, refresh_token)).rejects.toThrow();
    expect((await refresh(sandbox, refresh_token)).body.error).toBe("invalid_grant");
  });

  test("leaves the refresh token unused when the cut comes before the effect", async () => {
    const { refresh_token } = await connect(sandbox, account);
    await fault({ type: "cut", at: "before" }, { operation: "token", account: account.accountId, times: 1 });
    await expect(refresh(sandbox, refresh_token)).rejects.toThrow();
    expect((await refresh(sandbox, refresh_token)).status).toBe(200);
  });

  test("hangs until the caller gives up", async () => {
    await fault({ type: "hang" }, { times: 1 });
    const signal = AbortSignal.timeout(50);
    await expect(fetch(`${sandbox.url}/o/op/data/businesses`, { signal })).rejects.toThrow(/timeout/i);
  });

  test("reaches the sign-in of the account that is signed in", async () => {
    await fault({ type: "status", status: 503 }, { operation: "authorize", account: account.accountId });
    await expect(connect(sandbox, account)).rejects.toThrow();
    await expect(connect(sandbox, await sandbox.account())).resolves.toBeDefined();
  });
});

describe("a hostile token answer", () => {
  const ask = async (raw: object) => {
    await fault({ type: "raw", ...raw }, { operation: "token", times: 1 });
    return fetch(realmOf(sandbox).token_endpoint ?? "", { method: "POST", redirect: "manual" });
  };

  test("is sent as given: HTML, an error with 200, a redirect elsewhere", async () => {
    const html = await ask({ status: 200, headers: { "content-type": "text/html" }, body: "<h1>Hello</h1>" });
    expect([html.headers.get("content-type"), await html.text()]).toEqual(["text/html", "<h1>Hello</h1>"]);
    expect(await (await ask({ body: '{"error":"invalid_grant"}' })).json()).toEqual({ error: "invalid_grant" });
    const location = "http://localhost:1/elsewhere";
    const elsewhere = await ask({ status: 307, headers: { location } });
    expect([elsewhere.status, elsewhere.headers.get("location")]).toEqual([307, location]);
  });

  test("can be 10 MB long", async () => {
    const answer = await ask({ body: '{"access_token":"', repeat: { text: "x", bytes: 10_000_000 } });
    expect((await answer.arrayBuffer()).byteLength).toBe(10_000_017);
  });

  test("can have no end", async () => {
    const answer = await ask({ endless: { text: "x".repeat(1_000), everyMs: 0 } });
    let seen = 0;
    for await (const chunk of answer.body ?? []) {
      seen += chunk.length;
      if (seen > 100_000) break;
    }
    expect(seen).toBeGreaterThan(100_000);
  });

  test("can come after the token was rotated", async () => {
    const { refresh_token } = await connect(sandbox, account);
    await fault({ type: "raw", body: "{}", afterEffect: true }, { operation: "token", times: 1 });
    expect((await refresh(sandbox, refresh_token)).body).toEqual({});
    expect((await refresh(sandbox, refresh_token)).body.error).toBe("invalid_grant");
  });
});

describe("a hold", () => {
  const view = (id: string, query = "") => sandbox.control("GET", `/holds/${id}${query}`);

  test("stops requests before their effect until it is released, and says how many have arrived", async () => {
    const hold = await fault({ type: "hold" }, { account: account.accountId, operation: "businesses" });
    const waiting = [businesses(), businesses(), businesses()];
    expect(await view(hold.id, "?atLeast=3")).toEqual({ id: hold.id, arrived: 3, waiting: 3, released: false });
    await sandbox.control("POST", `/holds/${hold.id}/release`, { count: 1 });
    expect((await Promise.race(waiting)).status).toBe(200);
    expect(await view(hold.id)).toMatchObject({ waiting: 2, released: false });
    await sandbox.control("POST", `/holds/${hold.id}/release`);
    expect((await Promise.all(waiting)).map((answer) => answer.status)).toEqual([200, 200, 200]);
    expect((await businesses()).status).toBe(200);
  });

  test("stops a request after its effect: a revocation meanwhile kills the tokens it will bring", async () => {
    const owner = await sandbox.account();
    const { refresh_token } = await connect(sandbox, owner);
    const hold = await fault({ type: "hold", at: "after" }, { operation: "token", account: owner.accountId });
    const refreshing = refresh(sandbox, refresh_token);
    await view(hold.id, "?atLeast=1");
    await sandbox.control("POST", `/accounts/${owner.accountId}/revoke`);
    await sandbox.control("POST", `/holds/${hold.id}/release`);
    const { status, body } = await refreshing;
    expect(status).toBe(200);
    expect((await businesses(String(body.access_token))).status).toBe(401);
  });

  test("lets everyone go when the faults are cleared", async () => {
    const hold = await fault({ type: "hold" }, { operation: "businesses", times: 1 });
    const waiting = businesses();
    await view(hold.id, "?atLeast=1");
    await sandbox.control("DELETE", "/faults");
    expect((await waiting).status).toBe(200);
  });
});
