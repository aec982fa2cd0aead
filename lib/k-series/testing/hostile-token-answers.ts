/** What a token endpoint may say: sent through a pretend `fetch`, or through a real socket by the sandbox's `raw` fault. */
export type TokenAnswer = {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** Sent after the body until so many bytes are out. */
  repeat?: { text: string; bytes: number };
  /** Blanks for ever after the body. */
  endless?: true;
  /** No answer at all: the connection breaks. */
  broken?: true;
};

export const goodTokens = {
  access_token: "access-1",
  refresh_token: "refresh-1",
  token_type: "Bearer",
  expires_in: 300,
  refresh_expires_in: 0,
  scope: "orders-api items",
};
const good = goodTokens;

const JSON_TYPE = "application/json";
const text = (body: string, status = 200, type = "text/html", headers: Record<string, string> = {}): TokenAnswer => ({
  status,
  headers: { "content-type": type, ...headers },
  body,
});
const bare = (status: number, headers: Record<string, string> = {}): TokenAnswer => ({ status, headers, body: "" });
const json = (body: unknown, status = 200, headers: Record<string, string> = {}): TokenAnswer =>
  text(JSON.stringify(body), status, JSON_TYPE, headers);
const without = (name: keyof typeof good) => Object.fromEntries(Object.entries(good).filter(([key]) => key !== name));
const wrong = (name: string, value: unknown) => json({ ...good, [name]: value });
const nobody: TokenAnswer = { status: 0, headers: {}, body: "", broken: true };

/** Each with the kind of `OAuthError` that it must become. */
export const hostileTokenAnswers: [string, TokenAnswer, "invalid_response" | "refused" | "client" | "transient"][] = [
  [
    "10 MB of JSON",
    { ...text('{"access_token":"', 200, JSON_TYPE), repeat: { text: "x", bytes: 10_000_000 } },
    "invalid_response",
  ],
  ["just above the cap of 64 kB", json({ ...good, padding: "x".repeat(65_536) }), "invalid_response"],
  ["a body without end", { ...text("", 200, JSON_TYPE), endless: true }, "invalid_response"],
  ["HTML with 200", text("<html>maintenance</html>"), "invalid_response"],
  ["HTML that claims to be JSON", text("<html>", 200, JSON_TYPE), "invalid_response"],
  ["JSON that claims to be HTML", text(JSON.stringify(good)), "invalid_response"],
  ["an empty body", text("", 200, JSON_TYPE), "invalid_response"],
  ["null", json(null), "invalid_response"],
  ["a list", json([good]), "invalid_response"],
  ["a number", json(7), "invalid_response"],
  ["a text", json("token"), "invalid_response"],
  ["cut JSON", text('{"access_token":"a"', 200, JSON_TYPE), "invalid_response"],
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
  ["a 301 elsewhere", bare(301, { location: "https://evil.test/" }), "invalid_response"],
  ["a 302 elsewhere", bare(302, { location: "https://evil.test/" }), "invalid_response"],
  ["a 303 elsewhere", bare(303, { location: "https://evil.test/" }), "invalid_response"],
  ["a 307 elsewhere", bare(307, { location: "https://evil.test/" }), "invalid_response"],
  ["a 308 elsewhere", bare(308, { location: "https://evil.test/" }), "invalid_response"],
  ["201 with tokens", json(good, 201), "invalid_response"],
  ["204", bare(204), "invalid_response"],
  ["304", bare(304), "invalid_response"],
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
  ["a refused connection", nobody, "transient"],
];
