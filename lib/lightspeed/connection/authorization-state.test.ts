import { createHmac, randomBytes, randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { isTimely, readState, signState } from "./authorization-state";

const key = randomBytes(32).toString("base64url");
const fresh = () => ({
  merchantId: randomUUID(),
  issuedAt: new Date("2026-11-20T18:30:00.123Z"),
  flowId: randomUUID(),
});

test("a signed state reads back as what was signed", () => {
  const state = fresh();
  expect(readState(key, signState(key, state))).toEqual(state);
});

test("10,000 mutations of a signed state are refused", () => {
  const genuine = signState(key, fresh());
  const swapped = genuine.replace(/^[^.]+/, randomUUID());
  const mutation = fc.oneof(
    fc.tuple(fc.nat(genuine.length - 1), fc.integer({ min: 1, max: 255 })).map(([at, bit]) => {
      const bytes = Buffer.from(genuine, "latin1");
      bytes[at] = (bytes[at] ?? 0) ^ bit;
      return bytes.toString("latin1");
    }),
    fc.nat(genuine.length - 1).map((length) => genuine.slice(0, length)),
    fc.string({ minLength: 1, maxLength: 8 }).map((junk) => genuine + junk),
    fc.string({ minLength: 1, maxLength: 8 }).map((junk) => junk + genuine),
    fc
      .tuple(fc.nat(genuine.length - 1), fc.string({ minLength: 1, maxLength: 3 }))
      .map(([at, junk]) => genuine.slice(0, at) + junk + genuine.slice(at)),
    fc
      .uint8Array({ minLength: 32, maxLength: 32 })
      .map((mac) => genuine.replace(/[^.]+$/, Buffer.from(mac).toString("base64url"))),
    fc.string().map((otherKey) => signState(`${otherKey}x`, fresh())),
    fc.constant(swapped),
    fc.constant(genuine.toUpperCase()),
    fc.constant(genuine.replace(/\.[^.]+$/, ".")),
    fc.string(),
  );
  fc.assert(
    fc.property(mutation, (text) => {
      fc.pre(text !== genuine);
      expect(readState(key, text)).toBeNull();
    }),
    { numRuns: 10_000 },
  );
});

test("a signature has one spelling: the other base64url texts for the same bytes are refused", () => {
  const genuine = signState(key, fresh());
  const head = genuine.slice(0, -1);
  const same = Buffer.from(genuine.split(".")[3] ?? "", "base64url");
  const spellings = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"]
    .map((last) => head + last)
    .filter((text) => Buffer.from(text.split(".")[3] ?? "", "base64url").equals(same));
  expect(spellings).toHaveLength(4);
  expect(spellings.filter((text) => readState(key, text) !== null)).toEqual([genuine]);
  expect(readState(key, `${genuine}=`)).toBeNull();
});

test("the signature covers merchant, time and flow: a mac over other fields does not fit", () => {
  const { merchantId, flowId, issuedAt } = fresh();
  const mac = createHmac("sha256", key).update(`${merchantId}.${flowId}`).digest("base64url");
  expect(readState(key, `${merchantId}.${issuedAt.getTime()}.${flowId}.${mac}`)).toBeNull();
});

test.each([
  ["at once", 0, true],
  ["at 9:59", 9 * 60 + 59, true],
  ["at 10:00", 10 * 60, false],
  ["at 10:01", 10 * 60 + 1, false],
  ["from 59 s in the future", -59, true],
  ["from 61 s in the future", -61, false],
])("a state read %s is timely: %#", (_, seconds, timely) => {
  const state = fresh();
  expect(isTimely(state, new Date(state.issuedAt.getTime() + seconds * 1000))).toBe(timely);
});
