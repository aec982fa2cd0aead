import { expect, test } from "vitest";
import { knownDevice, rememberDevice } from "./known-device";

const secret = "a secret that is long enough for us";
const email = "owner@upvendo.test";

test("a device is known for the accounts that signed in on it, under one id", () => {
  const first = rememberDevice(undefined, email, secret);
  const both = rememberDevice(first, "second@upvendo.test", secret);
  const id = knownDevice(first, email, secret);
  expect(id).toMatch(/^[\w-]{22}$/);
  expect(knownDevice(both, email, secret)).toBe(id);
  expect(knownDevice(both, "second@upvendo.test", secret)).toBe(id);
  expect(knownDevice(both, "third@upvendo.test", secret)).toBeNull();
  expect(rememberDevice(both, email, secret).length).toBe(both.length);
});

test("five accounts are kept, the oldest goes", () => {
  const cookie = [1, 2, 3, 4, 5, 6].reduce<string | undefined>(
    (value, n) => rememberDevice(value, `u${n}@upvendo.test`, secret),
    undefined,
  );
  const known = [1, 2, 3, 4, 5, 6].map((n) => knownDevice(cookie, `u${n}@upvendo.test`, secret) !== null);
  expect(known).toEqual([false, true, true, true, true, true]);
});

test("a cookie with another id, a changed proof, another secret or another form is unknown", () => {
  const cookie = rememberDevice(undefined, email, secret);
  const [id = "", proof = ""] = cookie.split(".");
  const other = rememberDevice(undefined, email, secret).split(".")[0];
  const changed = (proof.startsWith("A") ? "B" : "A") + proof.slice(1);
  for (const value of [
    `${other}.${proof}`,
    `${id}.${changed}`,
    id,
    `.${proof}`,
    `${cookie}.`,
    ` ${cookie}`,
    "",
    undefined,
  ]) {
    expect(knownDevice(value, email, secret)).toBeNull();
  }
  expect(knownDevice(cookie, email, "another secret, long enough as well")).toBeNull();
});
