import { randomBytes } from "node:crypto";

/** A complete, valid environment with freshly made secrets. */
export function testEnvironment(changes: Record<string, string | undefined> = {}): Record<string, string | undefined> {
  const random = (bytes: number) => randomBytes(bytes).toString("base64url");
  const sandbox = "http://localhost:4010";
  const realm = `${sandbox}/realms/k-series/protocol/openid-connect`;
  return {
    NODE_ENV: "test",
    APP_URL: "http://localhost:3000",
    DATABASE_URL: "postgres://app@127.0.0.1:5432/upvendo",
    AUTH_SECRET: random(32),
    TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
    LIGHTSPEED_ENVIRONMENT: "sandbox",
    LIGHTSPEED_AUTHORIZATION_URL: `${realm}/auth`,
    LIGHTSPEED_TOKEN_URL: `${realm}/token`,
    LIGHTSPEED_REVOCATION_URL: `${realm}/revoke`,
    LIGHTSPEED_API_URL: sandbox,
    LIGHTSPEED_CLIENT_ID: "upvendo-test",
    LIGHTSPEED_CLIENT_SECRET: random(24),
    ...changes,
  };
}
