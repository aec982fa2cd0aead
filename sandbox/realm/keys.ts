import { generateKeyPair, randomBytes } from "node:crypto";
import { promisify } from "node:util";
import type { JWK } from "oidc-provider";
import type { Store } from "../state/store";

export type RealmKeys = { signing: JWK; cookies: string[] };

/** Made once and kept, or a restart would sign everyone out. */
export async function loadKeys(store: Store): Promise<RealmKeys> {
  const stored = store.collection<RealmKeys>("keys");
  const existing = stored.get("realm");
  if (existing) return existing;
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
  const signing = { ...(privateKey.export({ format: "jwk" }) as JWK), use: "sig", alg: "RS256", kid: "sandbox-1" };
  const keys = { signing, cookies: [randomBytes(32).toString("base64url")] };
  stored.set("realm", keys);
  return keys;
}
