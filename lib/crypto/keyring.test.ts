import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { parseKeyring } from "./keyring";

const key = () => randomBytes(32).toString("base64");

test("the first key seals and every key is kept, in the order given", () => {
  const [newer, older] = [key(), key()];
  expect(parseKeyring(` k2:${newer} , k1:${older}`)).toEqual([
    { id: "k2", key: Buffer.from(newer, "base64") },
    { id: "k1", key: Buffer.from(older, "base64") },
  ]);
});

const same = key();
const bad: [string, string][] = [
  ["nothing", ""],
  ["a key without an id", key()],
  ["an empty id", `:${key()}`],
  ["an id with a dot, which separates the parts of a sealed value", `k.1:${key()}`],
  ["an id of 33 characters", `${"k".repeat(33)}:${key()}`],
  ["16 bytes", `k1:${randomBytes(16).toString("base64")}`],
  ["31 bytes", `k1:${randomBytes(31).toString("base64")}`],
  ["33 bytes", `k1:${randomBytes(33).toString("base64")}`],
  ["hexadecimal", `k1:${randomBytes(32).toString("hex")}`],
  ["base64url", `k1:${Buffer.alloc(32, 0xfb).toString("base64url")}`],
  ["all zero", `k1:${Buffer.alloc(32).toString("base64")}`],
  ["one repeated letter", `k1:${Buffer.alloc(32, "a").toString("base64")}`],
  ["a short repeated word", `k1:${Buffer.alloc(32, "secret").toString("base64")}`],
  ["a word for a key", "k1:change-me"],
  ["an empty entry after the comma", `k1:${key()},`],
  ["two keys with one id", `k1:${key()},k1:${key()}`],
  ["one key under two ids", `k2:${same},k1:${same}`],
];

test.each(bad)("%s is refused with a sentence that shows no key", (_, value) => {
  const refusal = (() => {
    try {
      parseKeyring(value);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : "";
    }
  })();
  expect(refusal).toMatch(/[a-z]{3}/);
  for (const secret of value.split(/[,:]/).filter((part) => part.length > 12)) expect(refusal).not.toContain(secret);
});
