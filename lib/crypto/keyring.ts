export type EncryptionKey = { id: string; key: Buffer };

/** The first key seals, every key opens. */
export type Keyring = readonly [EncryptionKey, ...EncryptionKey[]];

/** Reads `k2:<base64>,k1:<base64>`. Throws with a sentence for the operator that shows no key. */
export function parseKeyring(value: string): Keyring {
  const keys = value.split(",").map((entry, index) => parseKey(entry.trim(), index + 1));
  const ids = new Set(keys.map(({ id }) => id));
  if (ids.size !== keys.length) throw new Error("two keys have the same id");
  if (new Set(keys.map(({ key }) => key.toString("base64"))).size !== keys.length)
    throw new Error("two entries hold the same key, so changing from one to the other would change nothing");
  const [first, ...rest] = keys;
  if (!first) throw new Error("at least one key is needed");
  return [first, ...rest];
}

function parseKey(entry: string, place: number): EncryptionKey {
  const [, id, encoded] = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/.exec(entry) ?? [];
  if (!id || !encoded) throw new Error(`entry ${place} is not "id:" followed by 32 bytes in base64 (44 characters)`);
  const key = Buffer.from(encoded, "base64");
  // A key of one repeated byte (all zero, "AAAA…") is a placeholder that somebody forgot to replace.
  if (new Set(key).size < 8) throw new Error(`the key of entry ${place} is a placeholder, not random`);
  return { id, key };
}
