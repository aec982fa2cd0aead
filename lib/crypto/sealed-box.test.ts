import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Sealed } from "@/db/schema";
import { type Keyring, parseKeyring } from "./keyring";
import { open, type Place, SealBrokenError, seal, sealedWith } from "./sealed-box";

const newKey = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const keyring = parseKeyring(newKey("k1"));
const newPlace = (): Place => ({
  table: "connections",
  column: "access_token",
  merchantId: randomUUID(),
  rowId: randomUUID(),
});

function opens(value: string, place: Place, keys: Keyring = keyring): boolean {
  try {
    open(keys, place, value as Sealed);
    return true;
  } catch (error) {
    if (error instanceof SealBrokenError) return false;
    throw error;
  }
}

/** The two binary parts of a value, and the value again from two others. */
function parts(value: Sealed): { iv: Buffer; body: Buffer } {
  const [, , iv = "", body = ""] = value.split(".");
  return { iv: Buffer.from(iv, "base64url"), body: Buffer.from(body, "base64url") };
}
const assemble = (iv: Buffer, body: Buffer, id = "k1") =>
  `v1.${id}.${iv.toString("base64url")}.${body.toString("base64url")}`;

test.each(["", "t", "a token", "ünïcode ✓", "x".repeat(16_384)])(
  "a secret opens where it was sealed (%#)",
  (secret) => {
    const place = newPlace();
    const value = seal(keyring, place, secret);
    expect(open(keyring, place, value)).toBe(secret);
    expect(sealedWith(value)).toBe("k1");
    if (secret.length > 3) expect(value).not.toContain(Buffer.from(secret).toString("base64url"));
  },
);

test("two seals of one secret have nothing in common, and no nonce comes twice", () => {
  const place = newPlace();
  const values = Array.from({ length: 2_000 }, () => seal(keyring, place, "secret"));
  expect(new Set(values.map((value) => parts(value).iv.toString("hex"))).size).toBe(2_000);
  expect(new Set(values.map((value) => parts(value).body.toString("hex"))).size).toBe(2_000);
});

test("no bit of the nonce, the ciphertext or the tag can be flipped: 1,000 values, every bit", {
  timeout: 60_000,
}, () => {
  let opened = 0;
  let tried = 0;
  // Hundreds of thousands of refusals, and nobody looks at their stacks.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  for (let n = 0; n < 1_000; n += 1) {
    const place = newPlace();
    const { iv, body } = parts(seal(keyring, place, "s"));
    for (const bytes of [iv, body]) {
      for (let bit = 0; bit < bytes.length * 8; bit += 1) {
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        if (opens(assemble(iv, body), place)) opened += 1;
        bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        tried += 1;
      }
    }
    if (!opens(assemble(iv, body), place)) throw new Error("the unchanged value must open");
  }
  Error.stackTraceLimit = stackTraceLimit;
  expect({ opened, tried }).toEqual({ opened: 0, tried: 1_000 * 8 * (12 + 1 + 16) });
});

test("no character of the text can be changed, 50 values, every character", () => {
  for (let n = 0; n < 50; n += 1) {
    const place = newPlace();
    const value = seal(keyring, place, "secret");
    for (let at = 0; at < value.length; at += 1) {
      const other = value[at] === "A" ? "B" : "A";
      expect(opens(value.slice(0, at) + other + value.slice(at + 1), place)).toBe(false);
    }
  }
});

test.each([0, 4, 8, 12, 15])("a tag cut to %i bytes is refused", (kept) => {
  for (let n = 0; n < 100; n += 1) {
    const place = newPlace();
    const { iv, body } = parts(seal(keyring, place, "a secret that is longer than a tag"));
    expect(opens(assemble(iv, body.subarray(0, body.length - 16 + kept)), place)).toBe(false);
  }
});

test.each([0, 1, 8, 11, 13, 16])("a nonce of %i bytes is refused", (length) => {
  const place = newPlace();
  const { body } = parts(seal(keyring, place, "secret"));
  expect(opens(assemble(randomBytes(length), body), place)).toBe(false);
});

test.each([
  ["table", { table: "pending_authorizations" }],
  ["column", { column: "refresh_token" }],
  ["merchant", { merchantId: randomUUID() }],
  ["row", { rowId: randomUUID() }],
] as [string, Partial<Place>][])("a value that was moved to another %s does not open", (_, change) => {
  const place = newPlace();
  expect(opens(seal(keyring, place, "secret"), { ...place, ...change })).toBe(false);
});

test("the parts of a place cannot be shifted into each other", () => {
  const place = { ...newPlace(), table: "a", column: "b,c" };
  expect(opens(seal(keyring, place, "secret"), { ...place, table: "a,b", column: "c" })).toBe(false);
});

test("the key id is bound too: the same key under another name does not open", () => {
  const material = randomBytes(32).toString("base64");
  const other = parseKeyring(`k2:${material}`);
  const place = newPlace();
  const { iv, body } = parts(seal(parseKeyring(`k1:${material}`), place, "secret"));
  expect(opens(assemble(iv, body, "k2"), place, other)).toBe(false);
});

test("an older key of the ring opens; a key that is not in it is named as the reason", () => {
  const [k1, k2] = [newKey("k1"), newKey("k2")];
  const place = newPlace();
  const value = seal(parseKeyring(k1), place, "secret");
  expect(open(parseKeyring(`${k2},${k1}`), place, value)).toBe("secret");
  expect(sealedWith(seal(parseKeyring(`${k2},${k1}`), place, "secret"))).toBe("k2");
  expect(() => open(parseKeyring(k2), place, value)).toThrow("unknown key");
});

test("only the spelling that we write is accepted", () => {
  const place = newPlace();
  // 22 bytes of body: the last character carries four unused bits.
  const value = seal(keyring, place, "secret");
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(value.at(-1) ?? "");
  const others = Array.from({ length: 15 }, (_, n) => value.slice(0, -1) + alphabet[last ^ (n + 1)]);
  const bytes = parts(value).body.toString("hex");
  for (const other of others) {
    expect(parts(other as Sealed).body.toString("hex")).toBe(bytes);
    expect(opens(other, place)).toBe(false);
  }
  const [version, id, iv, body] = value.split(".");
  const spellings = [
    `${value}=`,
    `${value}\n`,
    ` ${value}`,
    `${value}.`,
    `${value}.x`,
    `V1.${id}.${iv}.${body}`,
    `v2.${id}.${iv}.${body}`,
    `${version}..${iv}.${body}`,
    `${version}.${id}.${iv}.`,
    `${version}.${id}.${iv}`,
    `${version}.${id}.${body}.${iv}`,
    "",
    "secret",
    "v1.k1.secret.secret",
  ];
  for (const spelling of spellings) expect(opens(spelling, place), spelling).toBe(false);
});

test("the error names table, column and row and nothing of the content", () => {
  const place = newPlace();
  const [version, id, iv, body = ""] = seal(keyring, place, "the secret itself").split(".");
  const value = [version, id, iv, (body.startsWith("A") ? "B" : "A") + body.slice(1)].join(".");
  const failure = (() => {
    try {
      return open(keyring, place, value as Sealed);
    } catch (error) {
      return error instanceof Error ? error : null;
    }
  })();
  expect(failure).toBeInstanceOf(SealBrokenError);
  expect(failure).toMatchObject({
    message: `connections.access_token of row ${place.rowId} does not open: authentication`,
  });
  expect(Object.keys(failure ?? {})).toEqual(["name"]);
  expect(String(failure instanceof Error && failure.cause)).toBe("undefined");
});
