import { randomBytes } from "node:crypto";
import { expect, test, vi } from "vitest";
import { boot } from "./boot";
import { InvalidEnvironmentError, parseEnv, publishAuthEnv } from "./env";
import { testEnvironment } from "./testing/environment";

function problemsOf(changes: Record<string, string | undefined>): string[] {
  try {
    parseEnv(testEnvironment(changes));
    return [];
  } catch (error) {
    if (error instanceof InvalidEnvironmentError) return error.problems;
    throw error;
  }
}

const key = randomBytes(32).toString("base64");
const trial = {
  LIGHTSPEED_ENVIRONMENT: "trial",
  ...{ LIGHTSPEED_AUTHORIZATION_URL: undefined, LIGHTSPEED_TOKEN_URL: undefined },
  ...{ LIGHTSPEED_REVOCATION_URL: undefined, LIGHTSPEED_API_URL: undefined },
};

test("a complete environment has no problem, for each kind of Lightspeed", () => {
  expect(problemsOf({})).toEqual([]);
  expect(problemsOf(trial)).toEqual([]);
  expect(problemsOf({ ...trial, LIGHTSPEED_ENVIRONMENT: "production", APP_URL: "https://app.upvendo.test" })).toEqual(
    [],
  );
});

const badKeys: Record<string, string | undefined> = {
  missing: undefined,
  empty: "",
  "without an id": key,
  "too short": `k1:${key.slice(4)}`,
  "too long": `k1:AAAA${key}`,
  "not base64": `k1:!${key.slice(1)}`,
  "a placeholder of one repeated byte": `k1:${"A".repeat(43)}=`,
  "a word": "change-me",
  "two keys with one id": `k1:${key},k1:${key.toLowerCase()}`,
  "a good key and an empty one": `k1:${key},`,
};

test.each(Object.entries(badKeys))("a token key that is %s is one readable problem that shows no key", (_, value) => {
  const problems = problemsOf({ TOKEN_ENCRYPTION_KEYS: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(/^TOKEN_ENCRYPTION_KEYS/);
  expect(problems[0]).not.toContain(key.slice(4, 20));
});

const bad: [name: string, value: string | undefined][] = [
  ["AUTH_SECRET", undefined],
  ["AUTH_SECRET", "short"],
  ["AUTH_SECRET", "change-me-change-me-change-me-change-me"],
  ["AUTH_SECRET", "your-secret-here-your-secret-here-your"],
  ["AUTH_SECRET", "x".repeat(64)],
  ["APP_URL", undefined],
  ["APP_URL", "localhost:3000"],
  ["APP_URL", "http://app.upvendo.test"],
  ["APP_URL", "ftp://localhost"],
  ["APP_URL", "javascript:alert(1)"],
  ["DATABASE_URL", undefined],
  ["DATABASE_URL", "mysql://localhost/x"],
  ["PORT", "http"],
  ["PORT", "70000"],
  ["NODE_ENV", "prod"],
  ["LIGHTSPEED_ENVIRONMENT", "live"],
  ["LIGHTSPEED_CLIENT_ID", undefined],
  ["LIGHTSPEED_CLIENT_SECRET", "short"],
  ["LIGHTSPEED_SCOPES", "items"],
  ["LIGHTSPEED_TOKEN_AUTH", "digest"],
  ["LIGHTSPEED_TOKEN_URL", "http://auth.upvendo.test/token"],
  ["LIGHTSPEED_API_URL", undefined],
  ["LIGHTSPEED_REDIRECT_URI", "http://app.upvendo.test/callback"],
  ["LIGHTSPEED_WEBHOOK_PASSWORD", "short"],
  ["LIGHTSPEED_WEBHOOK_PASSWORD_BEFORE", "short"],
  ["SMTP_URL", "smtp.upvendo.test"],
];

test.each(bad)("%s as %j is one problem that names it", (name, value) => {
  const problems = problemsOf({ [name]: value });
  expect(problems).toHaveLength(1);
  expect(problems[0]?.startsWith(name)).toBe(true);
});

test.each([
  ["production", "LIGHTSPEED_API_URL", "https://api.trial.lsk.lightspeed.app"],
  ["production", "LIGHTSPEED_TOKEN_URL", "https://auth.lsk-demo.app/realms/k-series/protocol/openid-connect/token"],
  ["trial", "LIGHTSPEED_API_URL", "https://api.lsk.lightspeed.app"],
  ["sandbox", "LIGHTSPEED_API_URL", "https://api.lsk.lightspeed.app"],
])("in %s, %s of another environment is refused", (environment, name, value) => {
  const rest = environment === "sandbox" ? {} : trial;
  expect(problemsOf({ ...rest, LIGHTSPEED_ENVIRONMENT: environment, [name]: value })).toHaveLength(1);
});

test.each([
  ["LIGHTSPEED_WEBHOOK_PASSWORD", { LIGHTSPEED_WEBHOOK_USER: "lightspeed" }],
  ["LIGHTSPEED_WEBHOOK_USER", { LIGHTSPEED_WEBHOOK_PASSWORD: "correct-horse-battery" }],
])("without %s its other half is refused: nothing would be asked of notifications", (missing, half) => {
  const none = { LIGHTSPEED_WEBHOOK_USER: undefined, LIGHTSPEED_WEBHOOK_PASSWORD: undefined };
  expect(problemsOf({ ...none, ...half })).toEqual([`${missing}: is not set, and its other half is: set both or none`]);
  expect(problemsOf(none)).toEqual([]);
});

test("several problems are told at once", () => {
  expect(problemsOf({ AUTH_SECRET: "", APP_URL: "", DATABASE_URL: "" })).toHaveLength(3);
});

test("a bad environment ends the process with a line per problem, a good one does not", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((code) => {
    throw new Error(`exit ${code}`);
  });
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  for (const [name, value] of Object.entries(testEnvironment({ AUTH_SECRET: "short", APP_URL: "x" }))) {
    vi.stubEnv(name, value ?? "");
  }
  expect(boot).toThrow("exit 1");
  const printed = write.mock.calls.map(([text]) => text).join("");
  expect(printed.trimEnd().split("\n")).toEqual([
    expect.stringMatching(/^Invalid environment: APP_URL/),
    expect.stringMatching(/^Invalid environment: AUTH_SECRET/),
  ]);
  for (const [name, value] of Object.entries(testEnvironment())) vi.stubEnv(name, value ?? "");
  exit.mockClear();
  boot();
  expect(exit).not.toHaveBeenCalled();
});

test("next-auth gets its two names from ours, whatever the process had before", () => {
  vi.stubEnv("NEXTAUTH_URL", "http://evil.example");
  vi.stubEnv("NEXTAUTH_SECRET", "not ours");
  const env = parseEnv(testEnvironment({ APP_URL: "http://localhost:3001/" }));
  publishAuthEnv(env);
  // biome-ignore lint/style/noProcessEnv: what another library will read there is what this is about.
  const { NEXTAUTH_URL, NEXTAUTH_SECRET } = process.env;
  expect([NEXTAUTH_URL, NEXTAUTH_SECRET]).toEqual(["http://localhost:3001", env.AUTH_SECRET]);
});
