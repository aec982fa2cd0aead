import { createHash } from "node:crypto";
import type { Adapter, AdapterPayload } from "oidc-provider";
import type { Collection, Store } from "../state/store";

/** The parts of the library's payload that we read, and what we add to it. */
export type StoredPayload = {
  accountId?: string;
  clientId?: string;
  grantId?: string;
  scope?: string;
  kind?: string;
  uid?: string;
  iat?: number;
  exp?: number;
  session?: { accountId?: string };
  result?: { login?: { accountId?: string } };
  consumedAtMs?: number;
  /** Kept instead of deleted, to tell revoked from unknown. */
  revoked?: boolean;
};

const bearerModels = ["AccessToken", "RefreshToken", "AuthorizationCode"];
const nowSeconds = () => Math.floor(Date.now() / 1000);

export const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** Only hashes of codes and tokens reach the disk. */
const keyOf = (model: string, id: string) => (bearerModels.includes(model) ? sha256(id) : id);

export type Tokens = {
  adapter(model: string): Adapter;
  model(name: string): Collection<StoredPayload>;
  find(model: string, token: string): StoredPayload | undefined;
  /** All grants of an account, or one of them: codes and refresh tokens die; access tokens too unless kept. */
  revoke(accountId: string, only?: { grantId?: string | undefined; keepAccessTokens?: boolean }): number;
  expire(accountId: string, model: "AccessToken" | "RefreshToken"): number;
};

export function openTokens(store: Store, graceMs: (accountId: string | undefined) => number): Tokens {
  const model = (name: string) => store.collection<StoredPayload>(name);

  const change = (name: string, matches: (payload: StoredPayload) => boolean, part: Partial<StoredPayload>) => {
    const found = model(name)
      .entries()
      .filter(([, payload]) => matches(payload));
    for (const [key, payload] of found) model(name).set(key, { ...payload, ...part });
    return found.length;
  };

  const toLibrary = (id: string, stored: StoredPayload | undefined): AdapterPayload | undefined => {
    if (!stored || stored.revoked) return undefined;
    const { consumedAtMs, revoked: _revoked, ...payload } = stored;
    const spent = consumedAtMs !== undefined && Date.now() - consumedAtMs >= graceMs(stored.accountId);
    const consumed = spent || (consumedAtMs !== undefined && stored.kind !== "RefreshToken");
    return {
      ...payload,
      jti: id,
      ...(consumed ? { consumed: Math.floor((consumedAtMs ?? 0) / 1000) } : {}),
    } as AdapterPayload;
  };

  const adapter = (name: string): Adapter => {
    const values = model(name);
    return {
      upsert: async (id, payload) => {
        const { jti: _jti, consumed: _consumed, ...rest } = payload;
        values.set(keyOf(name, id), rest as StoredPayload);
      },
      find: async (id) => toLibrary(id, values.get(keyOf(name, id))),
      findByUid: async (uid) => {
        const found = values.entries().find(([, payload]) => payload.uid === uid);
        return found && toLibrary(...found);
      },
      findByUserCode: async () => undefined,
      consume: async (id) => {
        const payload = values.get(keyOf(name, id));
        if (payload) values.set(keyOf(name, id), { ...payload, consumedAtMs: payload.consumedAtMs ?? Date.now() });
      },
      destroy: async (id) => {
        const payload = values.get(keyOf(name, id));
        if (payload && bearerModels.includes(name)) values.set(keyOf(name, id), { ...payload, revoked: true });
        else values.delete(keyOf(name, id));
      },
      revokeByGrantId: async (grantId) => {
        change(name, (payload) => payload.grantId === grantId, { revoked: true });
      },
    };
  };

  return {
    adapter,
    model,
    find: (name, token) => model(name).get(keyOf(name, token)),
    revoke: (accountId, { grantId, keepAccessTokens = false } = {}) => {
      const grants = model("Grant").entries();
      const mine = grants.filter(([id, grant]) => grant.accountId === accountId && (grantId ?? id) === id);
      const ids = new Set(mine.map(([id]) => id));
      const belongs = (payload: StoredPayload) => ids.has(payload.grantId ?? "");
      for (const id of ids) model("Grant").delete(id);
      for (const name of bearerModels) {
        if (name !== "AccessToken" || !keepAccessTokens) change(name, belongs, { revoked: true });
      }
      return ids.size;
    },
    expire: (accountId, name) =>
      change(name, (payload) => payload.accountId === accountId && (payload.exp ?? 0) > nowSeconds(), {
        exp: nowSeconds() - 1,
      }),
  };
}

/** Expired a day ago: nobody asks for it any more. */
export function isWorthlessToken(_collection: string, value: unknown): boolean {
  const exp = typeof value === "object" && value !== null && "exp" in value ? value.exp : undefined;
  return typeof exp === "number" && exp < nowSeconds() - 86_400;
}
