import { Fault } from "./fault";
import type { Secrets } from "./secrets";
import type { Variables } from "./variables";

export type Addresses = { appUrl: string; port: number; sandboxUrl: string; sandboxPort: number };

const realm = "/realms/k-series/protocol/openid-connect";

/** Where the app finds Lightspeed: our sandbox, unless the caller's environment names another. */
export function lightspeedEnvironment(secrets: Secrets, sandboxUrl: string, given: Variables = process.env): Variables {
  if (!given.LIGHTSPEED_API_URL) {
    return {
      LIGHTSPEED_ENVIRONMENT: "sandbox",
      LIGHTSPEED_AUTHORIZATION_URL: `${sandboxUrl}${realm}/auth`,
      LIGHTSPEED_TOKEN_URL: `${sandboxUrl}${realm}/token`,
      LIGHTSPEED_REVOCATION_URL: `${sandboxUrl}${realm}/revoke`,
      LIGHTSPEED_API_URL: sandboxUrl,
      LIGHTSPEED_CLIENT_ID: secrets.LIGHTSPEED_CLIENT_ID,
      LIGHTSPEED_CLIENT_SECRET: secrets.LIGHTSPEED_CLIENT_SECRET,
      LIGHTSPEED_WEBHOOK_USER: secrets.LIGHTSPEED_WEBHOOK_USER,
      LIGHTSPEED_WEBHOOK_PASSWORD: secrets.LIGHTSPEED_WEBHOOK_PASSWORD,
    };
  }
  const needed = ["AUTHORIZATION_URL", "TOKEN_URL", "REVOCATION_URL", "CLIENT_ID", "CLIENT_SECRET"].map(
    (name) => `LIGHTSPEED_${name}`,
  );
  const missing = needed.filter((name) => !given[name]);
  if (missing.length > 0) throw new Fault(`LIGHTSPEED_API_URL is set, so these are needed too: ${missing.join(", ")}.`);
  return {
    LIGHTSPEED_ENVIRONMENT: "sandbox",
    ...Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith("LIGHTSPEED_"))),
  };
}

/** Where payments go: the sandbox's stand-ins, unless the caller's environment names the real ones or others. */
export function paymentEnvironment(sandboxUrl: string, given: Variables = process.env): Variables {
  const names = ["STRIPE_API_URL", "VIVA_API_URL", "VIVA_ACCOUNTS_URL", "VIVA_WEB_URL"];
  return Object.fromEntries(names.map((name) => [name, given[name] || sandboxUrl]));
}

/** What the app and its worker run with; the names are those of .env.example. */
export function appEnvironment(
  secrets: Secrets,
  { appUrl, port, sandboxUrl }: Addresses,
  databaseUrl: string,
): Variables {
  return {
    ...lightspeedEnvironment(secrets, sandboxUrl),
    ...paymentEnvironment(sandboxUrl),
    APP_URL: appUrl,
    HOST: "127.0.0.1",
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    AUTH_SECRET: secrets.AUTH_SECRET,
    TOKEN_ENCRYPTION_KEYS: secrets.TOKEN_ENCRYPTION_KEYS,
    NEXT_TELEMETRY_DISABLED: "1",
  };
}

export function sandboxEnvironment(
  secrets: Secrets,
  { appUrl, sandboxUrl, sandboxPort }: Addresses,
  dataDir: string,
): Variables {
  return {
    DATA_DIR: dataDir,
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_URL: sandboxUrl,
    SANDBOX_LOGIN_EMAIL: secrets.SANDBOX_LOGIN_EMAIL,
    SANDBOX_LOGIN_PASSWORD: secrets.SANDBOX_LOGIN_PASSWORD,
    LIGHTSPEED_CLIENT_ID: secrets.LIGHTSPEED_CLIENT_ID,
    LIGHTSPEED_CLIENT_SECRET: secrets.LIGHTSPEED_CLIENT_SECRET,
    LIGHTSPEED_REDIRECT_URI: `${appUrl}/api/lightspeed/callback`,
  };
}

export function seedEnvironment(secrets: Secrets, databaseUrl: string): Variables {
  return {
    DATABASE_URL: databaseUrl,
    SEED_OWNER_PASSWORD: secrets.SEED_OWNER_PASSWORD,
    SEED_VIEWER_PASSWORD: secrets.SEED_VIEWER_PASSWORD,
    SEED_SECOND_PASSWORD: secrets.SEED_SECOND_PASSWORD,
  };
}
