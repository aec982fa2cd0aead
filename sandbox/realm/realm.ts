import type Provider from "oidc-provider";
import { type Answer, type Arrived, capture } from "../http/exchange";
import type { Account, Accounts } from "../state/accounts";
import { interact } from "./interactions";
import { createProvider, REALM, type RealmParts } from "./provider";
import { alwaysAsked } from "./scopes";
import type { Tokens } from "./tokens";

export type Bearer = { account: Account; scopes: Set<string> };

export type Realm = {
  provider: Provider;
  tokens: Tokens;
  answer(arrived: Arrived): Promise<Answer>;
  /** Whom an access token speaks for; undefined when it is unknown, expired or revoked. */
  bearer(token: string): Promise<Bearer | undefined>;
};

/** One after the other: two requests with one refresh token must not both find it unused. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}

/**
 * The library hands out offline_access only with a consent prompt, Keycloak without; and a V2 client always asks for
 * profile and e-mail.
 */
function asKeycloakReadsIt(url: URL): string {
  const query = new URLSearchParams(url.search);
  const prompts = (query.get("prompt") ?? "").split(" ").filter((prompt) => prompt !== "");
  if (!prompts.includes("none") && !prompts.includes("consent")) query.set("prompt", [...prompts, "consent"].join(" "));
  const scopes = (query.get("scope") ?? "").split(" ").filter((scope) => scope !== "");
  if (query.getAll("scope").length <= 1) query.set("scope", [...new Set([...scopes, ...alwaysAsked])].join(" "));
  return `${url.pathname}?${query}`;
}

function findBearer(provider: Provider, accounts: Accounts) {
  return async (token: string): Promise<Bearer | undefined> => {
    const found = await provider.AccessToken.find(token);
    const account = accounts.get(found?.accountId ?? "");
    return found && account ? { account, scopes: found.scopes } : undefined;
  };
}

export function createRealm(parts: RealmParts): Realm {
  const provider = createProvider(parts);
  const listener = provider.callback();
  const { accounts, tokens } = parts;
  const inTurn = oneAtATime();

  const answer = (arrived: Arrived): Promise<Answer> => {
    const { pathname } = arrived.url;
    const [, step = ""] = pathname.match(/^\/realms\/k-series\/interaction\/[\w-]+\/?(\w*)$/) ?? [];
    if (pathname.startsWith(`${REALM}/interaction/`)) {
      const form = new URLSearchParams(arrived.body.toString());
      return capture(
        (request, response) => interact({ provider, accounts, request, response, form }, step),
        arrived,
        pathname,
      );
    }
    const isStart = pathname.endsWith("/openid-connect/auth");
    const full = isStart ? asKeycloakReadsIt(arrived.url) : pathname + arrived.url.search;
    const run = () => capture(listener, arrived, full.slice(REALM.length) || "/", full);
    return pathname.endsWith("/token") || pathname.endsWith("/revoke") ? inTurn(run) : run();
  };

  return { provider, tokens, answer, bearer: findBearer(provider, accounts) };
}
