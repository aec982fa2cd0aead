import type Provider from "oidc-provider";
import { sessionStateOf } from "../realm/provider";
import { alwaysAsked } from "../realm/scopes";
import type { Sandbox } from "../sandbox";

export type GrantView = {
  id: string;
  clientId: string;
  scopes: string[];
  since: string;
  accessTokenExpires: string | null;
  refreshTokenExpires: string | null;
};

const asTime = (seconds: number | undefined) => (seconds === undefined ? null : new Date(seconds * 1000).toISOString());

/** What an account has allowed and not taken back, newest first. */
export function grantsOf({ realm }: Pick<Sandbox, "realm">, accountId: string): GrantView[] {
  const latest = (model: string, grantId: string) => {
    const all = realm.tokens
      .model(model)
      .entries()
      .map(([, payload]) => payload);
    const live = all.filter((payload) => payload.grantId === grantId && !payload.revoked && !payload.consumedAtMs);
    return live.sort((a, b) => (b.exp ?? 0) - (a.exp ?? 0))[0];
  };
  const grants = realm.tokens
    .model("Grant")
    .entries()
    .filter(([, grant]) => grant.accountId === accountId);
  return grants
    .map(([id, grant]) => {
      const refreshToken = latest("RefreshToken", id);
      return {
        id,
        clientId: grant.clientId ?? "",
        scopes: (refreshToken?.scope ?? "").split(" ").filter((scope) => scope !== ""),
        since: asTime(grant.iat) ?? "",
        accessTokenExpires: asTime(latest("AccessToken", id)?.exp),
        refreshTokenExpires: asTime(refreshToken?.exp),
      };
    })
    .filter((grant) => grant.scopes.length > 0)
    .reverse();
}

/** Tokens without a browser, for tests that begin behind the sign-in; the answer is the token endpoint's. */
export async function issueTokens(provider: Provider, clientId: string, accountId: string, scopes: string[]) {
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error("the client is not registered");
  const scope = [...scopes, ...alwaysAsked].join(" ");
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(scope);
  const grantId = await grant.save();
  const common = { accountId, client, grantId, scope, gty: "authorization_code" };
  const refreshToken = new provider.RefreshToken({ ...common, expiresWithSession: false, rotations: 0 });
  const accessToken = new provider.AccessToken(common);
  const offline = scopes.includes("offline_access");
  return {
    access_token: await accessToken.save(),
    expires_in: accessToken.expiration,
    refresh_token: await refreshToken.save(),
    refresh_expires_in: offline ? 0 : refreshToken.expiration,
    scope,
    token_type: "Bearer",
    "not-before-policy": 0,
    session_state: sessionStateOf(grantId),
  };
}
