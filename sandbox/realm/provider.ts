import { createHash } from "node:crypto";
import Provider, { type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { SandboxOptions } from "../options";
import { pageHeaders } from "../pages/layout";
import { errorPage } from "../pages/sign-in-pages";
import type { Accounts } from "../state/accounts";
import type { Lifetimes, SettingsState } from "../state/settings";
import { inKeycloakWords } from "./keycloak-words";
import type { RealmKeys } from "./keys";
import { knownScopes } from "./scopes";
import type { Tokens } from "./tokens";

export const REALM = "/realms/k-series";
const protocol = "/protocol/openid-connect";
const SESSION_SECONDS = 36_000;
const YEARS = 315_360_000;

export type RealmParts = {
  issuer: string;
  options: SandboxOptions;
  accounts: Accounts;
  settings: SettingsState;
  keys: RealmKeys;
  tokens: Tokens;
};

type Owned = { accountId?: string | undefined; scopes?: Set<string> };

export function lifetimesOf(
  { accounts, settings }: Pick<RealmParts, "accounts" | "settings">,
  accountId?: string,
): Lifetimes {
  return { ...settings.get(), ...(accountId ? accounts.get(accountId)?.settings : undefined) };
}

function refreshSeconds(parts: RealmParts, token: Owned): number {
  const lifetimes = lifetimesOf(parts, token.accountId);
  return token.scopes?.has("offline_access") ? lifetimes.offlineRefreshTokenSeconds : lifetimes.refreshTokenSeconds;
}

function configuration(parts: RealmParts): Configuration {
  const { options, accounts, settings, keys, tokens } = parts;
  const client = {
    client_id: options.clientId,
    client_secret: options.clientSecret,
    client_name: "Upvendo",
    redirect_uris: options.redirectUris,
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code" as const],
    token_endpoint_auth_method: "client_secret_basic" as const, // the library takes the secret from the body as well
  };
  return {
    adapter: (name: string) => tokens.adapter(name),
    clients: [client],
    scopes: knownScopes,
    claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "preferred_username"] },
    jwks: { keys: [keys.signing] },
    cookies: { keys: keys.cookies },
    conformIdTokenClaims: false,
    clockTolerance: 0,
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    pkce: { required: () => settings.get().pkceRequired },
    features: {
      devInteractions: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, by, token) => token.clientId === by.clientId },
      introspection: { enabled: true, allowedPolicy: (_ctx, by, token) => token.clientId === by.clientId },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (ctx, interaction) => interactionUrl(ctx, interaction.uid) },
    ttl: {
      AccessToken: (_ctx, token) => lifetimesOf(parts, token.accountId).accessTokenSeconds,
      RefreshToken: (_ctx, token) => refreshSeconds(parts, token),
      AuthorizationCode: 60,
      IdToken: 300,
      Interaction: 1_800,
      Session: SESSION_SECONDS,
      Grant: YEARS,
    },
    findAccount: (_ctx, accountId) => {
      const account = accounts.get(accountId);
      if (!account) return undefined;
      const claims = { sub: account.id, email: account.email, email_verified: true, preferred_username: account.email };
      return { accountId, claims: () => claims };
    },
    renderError: (ctx, out) => {
      ctx.set(pageHeaders);
      ctx.body = errorPage(out.error, out.error_description);
    },
    routes: {
      authorization: `${protocol}/auth`,
      token: `${protocol}/token`,
      revocation: `${protocol}/revoke`,
      userinfo: `${protocol}/userinfo`,
      jwks: `${protocol}/certs`,
      end_session: `${protocol}/logout`,
      introspection: `${protocol}/token/introspect`,
    },
  };
}

/** An unknown scope ends the request here, where the redirect URI is already known to be the client's. */
function interactionUrl(ctx: KoaContextWithOIDC, uid: string): string {
  const asked = String(ctx.query.scope ?? "").split(" ");
  const unknown = asked.filter((scope) => scope !== "" && !knownScopes.includes(scope));
  if (unknown.length > 0) throw new errors.InvalidScope(`Invalid scopes: ${unknown.join(" ")}`, unknown.join(" "));
  return `${REALM}/interaction/${uid}`;
}

/** Stable for one grant, in the shape of Keycloak's session ids. */
export function sessionStateOf(grantId: string): string {
  const hex = createHash("sha256").update(grantId).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}

function dressTokenAnswer(ctx: KoaContextWithOIDC): void {
  const { RefreshToken: refreshToken, Grant: grant } = ctx.oidc.entities;
  const offline = refreshToken?.scopes.has("offline_access");
  ctx.body = {
    ...(ctx.body as Record<string, unknown>),
    refresh_expires_in: offline ? 0 : refreshToken?.remainingTTL,
    "not-before-policy": 0,
    session_state: sessionStateOf(grant?.jti ?? ""),
  };
}

export function createProvider(parts: RealmParts): Provider {
  const provider = new Provider(parts.issuer, configuration(parts));
  provider.on("grant.success", dressTokenAnswer);
  provider.on("authorization.success", (ctx, out) => {
    if (out) out.session_state = sessionStateOf(ctx.oidc.entities.Grant?.jti ?? "");
  });
  provider.on("grant.error", (ctx, failure) => {
    const refreshToken = ctx.oidc.params?.refresh_token;
    const known = typeof refreshToken === "string" ? parts.tokens.find("RefreshToken", refreshToken) : undefined;
    const { status, ...body } = inKeycloakWords(failure, known, ctx.oidc.params?.grant_type === "refresh_token");
    ctx.status = status;
    ctx.body = body;
    ctx.remove("WWW-Authenticate");
  });
  return provider;
}
