import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FetchLike } from "./exchange";
import { OAuthClient, type OAuthConfig, OAuthError } from "./oauth";

const realm = "https://auth.k-series.test/realms/k-series/protocol/openid-connect";
const good = {
  access_token: "access-1",
  refresh_token: "refresh-1",
  token_type: "Bearer",
  expires_in: 300,
  refresh_expires_in: 0,
  scope: "orders-api items",
};

const clientWith = (fetch: FetchLike, config: Partial<OAuthConfig> = {}) =>
  new OAuthClient({
    authorizationUrl: `${realm}/auth`,
    tokenUrl: `${realm}/token`,
    revocationUrl: `${realm}/revoke`,
    clientId: "devp-v2-upvendo",
    clientSecret: "a secret",
    tokenAuth: "basic",
    redirectUri: "https://backoffice.upvendo.test/api/lightspeed/callback",
    scopes: ["orders-api", "financial-api"],
    timeoutMs: 400,
    fetch,
    ...config,
  });

const answering = (make: () => Response | Promise<Response>, seen: { url: string; init: RequestInit }[] = []) =>
  clientWith(async (url, init) => {
    seen.push({ url, init });
    return make();
  });

async function exchange(client: OAuthClient) {
  const response = client.checkAuthorizationResponse(new URLSearchParams({ code: "c", state: "s" }), "s");
  return client.exchangeCode(response, client.newCodeVerifier());
}

test("100,000 code verifiers: 86 unreserved characters each, none twice", () => {
  const client = answering(() => Response.json(good));
  const seen = new Set<string>();
  for (let i = 0; i < 100_000; i++) seen.add(client.newCodeVerifier());
  expect(seen.size).toBe(100_000);
  expect([...seen].every((verifier) => /^[A-Za-z0-9_-]{86}$/.test(verifier))).toBe(true);
});

test("the authorization request carries S256 of the verifier, never the verifier", async () => {
  const client = answering(() => Response.json(good));
  const codeVerifier = client.newCodeVerifier();
  const url = new URL(await client.authorizationUrl({ state: "the state", codeVerifier }));
  expect(Object.fromEntries(url.searchParams)).toEqual({
    response_type: "code",
    client_id: "devp-v2-upvendo",
    redirect_uri: "https://backoffice.upvendo.test/api/lightspeed/callback",
    scope: "orders-api financial-api",
    state: "the state",
    code_challenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    code_challenge_method: "S256",
  });
  expect(url.href).not.toContain(codeVerifier);
});

test("the token request is form encoded, with Basic authentication and without the secret in its body", async () => {
  const seen: { url: string; init: RequestInit }[] = [];
  const tokens = await exchange(answering(() => Response.json(good), seen));
  expect(tokens).toEqual({
    accessToken: "access-1",
    refreshToken: "refresh-1",
    accessLifetime: 300,
    refreshLifetime: null,
    scopes: ["orders-api", "items"],
  });
  const [request] = seen;
  const body = new URLSearchParams(String(request?.init.body));
  expect(request?.url).toBe(`${realm}/token`);
  expect(body.get("grant_type")).toBe("authorization_code");
  expect(body.get("redirect_uri")).toBe("https://backoffice.upvendo.test/api/lightspeed/callback");
  expect(body.get("code_verifier")).toMatch(/^[A-Za-z0-9_-]{86}$/);
  expect(body.has("client_secret")).toBe(false);
});

// RFC 6749 section 2.3.1 and appendix B: form-encode each half, then base64 the pair.
test.each([
  ["plain", "client", "secret", "client:secret"],
  ["a colon in both", "cli:ent", "sec:ret", "cli%3Aent:sec%3Aret"],
  ["spaces and the RFC's own sign examples", " %&+", "£€", "+%25%26%2B:%C2%A3%E2%82%AC"],
  ["base64 characters", "devp-v2-1", "a+b/c=", "devp%2Dv2%2D1:a%2Bb%2Fc%3D"],
])("Basic authentication encodes %s", async (_, clientId, clientSecret, pair) => {
  const seen: string[] = [];
  const client = clientWith(
    async (_url, init) => {
      seen.push(new Headers(init.headers).get("authorization") ?? "");
      return Response.json(good);
    },
    { clientId, clientSecret },
  );
  await client.refresh("r");
  const sent = Buffer.from(seen[0]?.replace(/^Basic /, "") ?? "", "base64").toString();
  expect(sent.toLowerCase()).toBe(pair.toLowerCase());
  const [id, secret] = sent.split(":").map((half) => decodeURIComponent(half.replace(/\+/g, " ")));
  expect([id, secret]).toEqual([clientId, clientSecret]);
});

test("with `post` the client's secret travels in the body and no Authorization header is sent", async () => {
  const seen: RequestInit[] = [];
  const client = clientWith(
    async (_url, init) => {
      seen.push(init);
      return Response.json(good);
    },
    { tokenAuth: "post" },
  );
  await client.refresh("r");
  expect(new Headers(seen[0]?.headers).has("authorization")).toBe(false);
  expect(new URLSearchParams(String(seen[0]?.body)).get("client_secret")).toBe("a secret");
});

const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const text =
  (body: string, status = 200, type = "text/html") =>
  () =>
    new Response(body, { status, headers: { "content-type": type } });
const endless = () =>
  new Response(new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(32)) }), {
    headers: { "content-type": "application/json" },
  });
const silent = (init: RequestInit) =>
  new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
const without = (name: keyof typeof good) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
const wrong = (name: string, value: unknown) => json({ ...good, [name]: value });

const hostile: [string, () => Response | Promise<Response>, string][] = [
  ["10 MB of JSON", json({ ...good, padding: "x".repeat(10_000_000) }), "invalid_response"],
  ["just above the cap of 64 kB", json({ ...good, padding: "x".repeat(65_536) }), "invalid_response"],
  ["a body without end", endless, "invalid_response"],
  ["HTML with 200", text("<html>maintenance</html>"), "invalid_response"],
  ["HTML that claims to be JSON", text("<html>", 200, "application/json"), "invalid_response"],
  ["JSON that claims to be HTML", text(JSON.stringify(good)), "invalid_response"],
  ["an empty body", text("", 200, "application/json"), "invalid_response"],
  ["null", json(null), "invalid_response"],
  ["a list", json([good]), "invalid_response"],
  ["a number", json(7), "invalid_response"],
  ["a text", json("token"), "invalid_response"],
  ["cut JSON", text('{"access_token":"a"', 200, "application/json"), "invalid_response"],
  ["an error with 200", json({ error: "invalid_grant" }), "invalid_response"],
  [
    "an error beside tokens with 200",
    json({ error: "invalid_grant", error_description: "x", expires_in: 1 }),
    "invalid_response",
  ],
  ["no access token", json(without("access_token")), "invalid_response"],
  ["an empty access token", wrong("access_token", ""), "invalid_response"],
  ["a numeric access token", wrong("access_token", 7), "invalid_response"],
  ["an access token with a line break", wrong("access_token", "a\r\nx-evil: 1"), "invalid_response"],
  ["an access token of 20 kB", wrong("access_token", "a".repeat(20_000)), "invalid_response"],
  ["an access token as an object", wrong("access_token", { toString: "x" }), "invalid_response"],
  ["no refresh token", json(without("refresh_token")), "invalid_response"],
  ["an empty refresh token", wrong("refresh_token", ""), "invalid_response"],
  ["a null refresh token", wrong("refresh_token", null), "invalid_response"],
  ["a refresh token as a list", wrong("refresh_token", ["r"]), "invalid_response"],
  ["no token type", json(without("token_type")), "invalid_response"],
  ["token type MAC", wrong("token_type", "mac"), "invalid_response"],
  ["token type as a number", wrong("token_type", 1), "invalid_response"],
  ["no expires_in", json(without("expires_in")), "invalid_response"],
  ["expires_in 0", wrong("expires_in", 0), "invalid_response"],
  ["expires_in -1", wrong("expires_in", -1), "invalid_response"],
  ['expires_in "3600"', wrong("expires_in", "3600"), "invalid_response"],
  ["expires_in 1e12", wrong("expires_in", 1e12), "invalid_response"],
  ["expires_in 0.5", wrong("expires_in", 0.5), "invalid_response"],
  ["expires_in null", wrong("expires_in", null), "invalid_response"],
  ["expires_in true", wrong("expires_in", true), "invalid_response"],
  ["refresh_expires_in -1", wrong("refresh_expires_in", -1), "invalid_response"],
  ['refresh_expires_in "0"', wrong("refresh_expires_in", "0"), "invalid_response"],
  ["refresh_expires_in 1e12", wrong("refresh_expires_in", 1e12), "invalid_response"],
  ["scope as a list", wrong("scope", ["orders-api"]), "invalid_response"],
  ["scope of 5 kB", wrong("scope", "s".repeat(5000)), "invalid_response"],
  [
    "a 301 elsewhere",
    () => new Response(null, { status: 301, headers: { location: "https://evil.test/" } }),
    "invalid_response",
  ],
  [
    "a 302 elsewhere",
    () => new Response(null, { status: 302, headers: { location: "https://evil.test/" } }),
    "invalid_response",
  ],
  [
    "a 303 elsewhere",
    () => new Response(null, { status: 303, headers: { location: "https://evil.test/" } }),
    "invalid_response",
  ],
  [
    "a 307 elsewhere",
    () => new Response(null, { status: 307, headers: { location: "https://evil.test/" } }),
    "invalid_response",
  ],
  [
    "a 308 elsewhere",
    () => new Response(null, { status: 308, headers: { location: "https://evil.test/" } }),
    "invalid_response",
  ],
  ["201 with tokens", json(good, 201), "invalid_response"],
  ["204", () => new Response(null, { status: 204 }), "invalid_response"],
  ["304", () => new Response(null, { status: 304 }), "invalid_response"],
  ["400 without a body", text("", 400), "invalid_response"],
  ["400 invalid_grant", json({ error: "invalid_grant" }, 400), "refused"],
  ["400 with an unknown error", json({ error: "who_knows" }, 400), "invalid_response"],
  ["400 with an error of the wrong type", json({ error: 7 }, 400), "invalid_response"],
  ["400 invalid_client", json({ error: "invalid_client" }, 400), "client"],
  ["401 invalid_client", json({ error: "invalid_client" }, 401), "client"],
  ["401 with a challenge", json({ error: "invalid_client" }, 401, { "www-authenticate": 'Basic realm="k"' }), "client"],
  ["403", text("forbidden", 403), "invalid_response"],
  ["404", text("not found", 404), "invalid_response"],
  ["429", json({ error: "slow_down" }, 429, { "retry-after": "5" }), "transient"],
  ["500", text("oops", 500), "transient"],
  ["500 that says invalid_grant", json({ error: "invalid_grant" }, 500), "transient"],
  ["503", text("", 503), "transient"],
  ["a refused connection", () => Promise.reject(new TypeError("fetch failed")), "transient"],
];

describe("a hostile or broken token answer is a typed error, never a token", () => {
  test("the table has at least 60 kinds", () => expect(hostile.length).toBeGreaterThanOrEqual(60));

  test.each(hostile)("%s", async (_, make, kind) => {
    const error = await exchange(answering(make)).then(
      (tokens) => tokens,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(OAuthError);
    expect(error).toMatchObject({ kind });
  });

  test("an answer that never comes ends at the deadline", async () => {
    const client = clientWith((_url, init) => silent(init), { timeoutMs: 50 });
    await expect(exchange(client)).rejects.toMatchObject({ kind: "transient", reason: "no answer in time" });
  });

  test("a body that stops half-way ends at the deadline too", async () => {
    const client = clientWith(
      async (_url, init) =>
        new Response(
          new ReadableStream({
            start: (controller) => {
              controller.enqueue(new TextEncoder().encode('{"access_token":'));
              init.signal?.addEventListener("abort", () => controller.error(init.signal?.reason));
            },
          }),
          { headers: { "content-type": "application/json" } },
        ),
      { timeoutMs: 50 },
    );
    await expect(exchange(client)).rejects.toMatchObject({ kind: "transient" });
  });
});

test("a refresh answer without a refresh token keeps the old one (RFC 6749 section 6), and without scope the old scopes", async () => {
  const client = answering(json({ access_token: "a2", token_type: "bearer", expires_in: 900 }));
  expect(await client.refresh("r1", { scopes: ["items"] })).toEqual({
    accessToken: "a2",
    refreshToken: "r1",
    accessLifetime: 900,
    refreshLifetime: null,
    scopes: ["items"],
  });
});

test("an id_token in the answer is neither believed nor in the way", async () => {
  const client = answering(json({ ...good, id_token: "not.a.jwt" }));
  expect((await exchange(client)).accessToken).toBe("access-1");
});

const refusedResponses: [string, string, string][] = [
  ["another state", "code=c&state=x", "invalid_response"],
  ["no state", "code=c", "invalid_response"],
  ["two states", "code=c&state=s&state=s", "invalid_response"],
  ["two codes", "code=c&code=d&state=s", "invalid_response"],
  ["no code", "state=s", "invalid_response"],
  ["an empty code", "code=&state=s", "invalid_response"],
  ["another issuer", "code=c&state=s&iss=https%3A%2F%2Fevil.test", "invalid_response"],
  ["two issuers", "code=c&state=s&iss=a&iss=b", "invalid_response"],
  ["an error", "error=access_denied&state=s", "refused"],
  ["an error beside a code", "error=access_denied&code=c&state=s", "refused"],
  ["a script as the error", "error=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=s", "refused"],
];

test.each(refusedResponses)("an authorization response with %s is refused without a request", (_, query, kind) => {
  const seen: { url: string; init: RequestInit }[] = [];
  const client = answering(() => Response.json(good), seen);
  expect(() => client.checkAuthorizationResponse(new URLSearchParams(query), "s")).toThrowError(
    expect.objectContaining({ kind }),
  );
  expect(seen).toEqual([]);
});

test("no error of this client repeats a secret that it was given or that was answered", async () => {
  const client = answering(json({ error: "invalid_grant", error_description: "refresh-canary" }, 400));
  const error = await client.refresh("refresh-canary").catch((thrown: unknown) => thrown);
  const { inspect } = await import("node:util");
  expect(inspect(error, { depth: 10 })).not.toContain("canary");
});
