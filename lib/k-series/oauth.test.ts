import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { FetchLike } from "./exchange";
import { OAuthClient, type OAuthConfig, OAuthError } from "./oauth";
import { goodTokens as good, hostileTokenAnswers, type TokenAnswer } from "./testing/hostile-token-answers";

const realm = "https://auth.k-series.test/realms/k-series/protocol/openid-connect";

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
const silent = (init: RequestInit) =>
  new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));

/** As `fetch` would give it. */
function responseOf({ status, headers, body, repeat, endless, broken }: TokenAnswer): Response | Promise<Response> {
  if (broken) return Promise.reject(new TypeError("fetch failed"));
  if (endless) {
    const blanks = new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(1024).fill(32)) });
    return new Response(blanks, { status, headers });
  }
  const all = body + (repeat ? repeat.text.repeat(repeat.bytes) : "");
  return new Response([204, 304].includes(status) ? null : all, { status, headers });
}

describe("a hostile or broken token answer is a typed error, never a token", () => {
  test("the table has at least 60 kinds", () => expect(hostileTokenAnswers.length).toBeGreaterThanOrEqual(60));

  test.each(hostileTokenAnswers)("%s", async (_, answer, kind) => {
    const error = await exchange(answering(() => responseOf(answer))).then(
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
