import { randomBytes, randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { parseKeyring } from "@/lib/crypto/keyring";
import { readGuestToken, signGuestToken, type Visit } from "./guest-token";

const key = (id: string) => `${id}:${randomBytes(32).toString("base64")}`;
const [first, second] = [key("k1"), key("k2")];
const ring = parseKeyring(first);
const now = new Date("2026-11-26T12:00:00Z");
const visit: Visit = {
  ...{ id: randomUUID(), merchantId: randomUUID(), locationId: randomUUID() },
  ...{ channel: "table_qr", table: "12", codeVersion: 1, expiresAt: now.getTime() + 1_000 },
};

test("a token carries its visit until it is over", () => {
  const token = signGuestToken(ring, visit);
  expect(readGuestToken(ring, token, now)).toEqual(visit);
  expect(readGuestToken(ring, token, new Date(visit.expiresAt))).toBeNull();
});

test("after a change of keys the tokens of the former key still count, until that key is taken out", () => {
  const token = signGuestToken(ring, visit);
  expect(readGuestToken(parseKeyring(`${second},${first}`), token, now)).toEqual(visit);
  expect(readGuestToken(parseKeyring(second), token, now)).toBeNull();
});

test("another table, place or merchant in the same token does not count, nor does anything that is no token", () => {
  const token = signGuestToken(ring, visit);
  const [, mac = ""] = token.slice(4).split(".");
  const changes = [{ table: "13" }, { locationId: randomUUID() }, { merchantId: randomUUID() }, { expiresAt: 9e15 }];
  for (const change of changes) {
    const payload = Buffer.from(JSON.stringify({ ...visit, ...change })).toString("base64url");
    expect(readGuestToken(ring, `upg_${payload}.${mac}`, now)).toBeNull();
  }
  for (const text of [
    "",
    "upg_",
    `upg_e30.${"A".repeat(43)}`,
    `${token}a`,
    token.slice(0, -1),
    `upv_${token.slice(4)}`,
  ])
    expect(readGuestToken(ring, text, now), text).toBeNull();
});
