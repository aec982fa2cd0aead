/** The vendor's published addresses per environment (V2 authentication); the sandbox has none and must be told. */
const realms = {
  trial: { realm: "https://auth.lsk-demo.app/realms/k-series", api: "https://api.trial.lsk.lightspeed.app" },
  production: { realm: "https://auth.lsk-prod.app/realms/k-series", api: "https://api.lsk.lightspeed.app" },
} as const;

type Given = {
  NODE_ENV: string;
  APP_URL: string;
  LIGHTSPEED_ENVIRONMENT: "sandbox" | "trial" | "production";
  LIGHTSPEED_AUTHORIZATION_URL?: string | undefined;
  LIGHTSPEED_TOKEN_URL?: string | undefined;
  LIGHTSPEED_REVOCATION_URL?: string | undefined;
  LIGHTSPEED_API_URL?: string | undefined;
  LIGHTSPEED_REDIRECT_URI?: string | undefined;
};

const names = [
  "LIGHTSPEED_AUTHORIZATION_URL",
  "LIGHTSPEED_TOKEN_URL",
  "LIGHTSPEED_REVOCATION_URL",
  "LIGHTSPEED_API_URL",
] as const;

type Addresses = Record<(typeof names)[number], string>;
type Problem = { name: string; message: string };

/** The four addresses of the chosen environment, own settings first. Plain http only towards this machine; hosts of two environments never mix. */
export function lightspeedAddresses(given: Given): { addresses: Addresses; problems: Problem[] } {
  const defaults = defaultsFor(given.LIGHTSPEED_ENVIRONMENT);
  const problems: Problem[] = [];
  const entries = names.map((name) => {
    const url = given[name] ?? defaults?.[name];
    if (!url) problems.push({ name, message: "is not set (the sandbox has no fixed address)" });
    else problems.push(...problemsOf(name, url, given.LIGHTSPEED_ENVIRONMENT));
    return [name, url ?? ""] as const;
  });
  for (const name of ["APP_URL", "LIGHTSPEED_REDIRECT_URI"] as const) {
    const url = given[name];
    if (url && !isSafe(url))
      problems.push({ name, message: "must use https (plain http is allowed on localhost only)" });
  }
  return { addresses: Object.fromEntries(entries) as Addresses, problems };
}

function defaultsFor(environment: Given["LIGHTSPEED_ENVIRONMENT"]): Addresses | null {
  if (environment === "sandbox") return null;
  const { realm, api } = realms[environment];
  const connect = `${realm}/protocol/openid-connect`;
  return {
    LIGHTSPEED_AUTHORIZATION_URL: `${connect}/auth`,
    LIGHTSPEED_TOKEN_URL: `${connect}/token`,
    LIGHTSPEED_REVOCATION_URL: `${connect}/revoke`,
    LIGHTSPEED_API_URL: api,
  };
}

function problemsOf(name: string, url: string, environment: Given["LIGHTSPEED_ENVIRONMENT"]): Problem[] {
  if (!isSafe(url)) return [{ name, message: "must use https (plain http is allowed on localhost only)" }];
  const host = new URL(url).host;
  const foreign = (["trial", "production"] as const).find(
    (other) =>
      other !== environment && [realms[other].realm, realms[other].api].some((known) => new URL(known).host === host),
  );
  return foreign ? [{ name, message: `belongs to ${foreign}, but LIGHTSPEED_ENVIRONMENT is ${environment}` }] : [];
}

function isSafe(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === "https:" || ["localhost", "127.0.0.1", "[::1]"].includes(hostname);
}

type Credentials = { LIGHTSPEED_WEBHOOK_USER?: string | undefined; LIGHTSPEED_WEBHOOK_PASSWORD?: string | undefined };

/** One of the two alone would be as good as none: what carries no credentials would be let in. */
export function halfCredentials(given: Credentials): Problem[] {
  const { LIGHTSPEED_WEBHOOK_USER: user, LIGHTSPEED_WEBHOOK_PASSWORD: password } = given;
  if ((user === undefined) === (password === undefined)) return [];
  const missing = user === undefined ? "LIGHTSPEED_WEBHOOK_USER" : "LIGHTSPEED_WEBHOOK_PASSWORD";
  return [{ name: missing, message: "is not set, and its other half is: set both or none" }];
}

/** What Lightspeed must send with its notifications; null where nothing was configured. */
export function webhookCredentials(given: Credentials): { user: string; password: string } | null {
  const { LIGHTSPEED_WEBHOOK_USER: user, LIGHTSPEED_WEBHOOK_PASSWORD: password } = given;
  return user && password ? { user, password } : null;
}
