import { expect, test } from "vitest";
import { quickPasswords } from "@/lib/testing/auth";
import { passwordProblem } from "./password-policy";
import { createPasswords, defaultCost } from "./passwords";

test("a hash verifies its own password and no other, and two hashes of one password differ", async () => {
  const [first, second] = [await quickPasswords.hash("pass phrase"), await quickPasswords.hash("pass phrase")];
  expect(first).not.toBe(second);
  expect(await quickPasswords.verify("pass phrase", first)).toBe(true);
  for (const other of ["", "Pass phrase", "pass phrase ", "pass phrase\u0000", " pass phrase"]) {
    expect(await quickPasswords.verify(other, first)).toBe(false);
  }
});

test("an accent typed as one character or as two is the same password", async () => {
  expect(
    await quickPasswords.verify("cafe\u0301 creme brulee", await quickPasswords.hash("caf\u00e9 creme brulee")),
  ).toBe(true);
});

test("no hash, a damaged hash and an overlong password are refused, not errors", async () => {
  const hash = await quickPasswords.hash("");
  for (const stored of [
    null,
    "",
    "x",
    "plain",
    hash.slice(0, -1),
    hash.replace("scrypt", "md5"),
    "scrypt$1$1$1$$",
    "another",
  ]) {
    expect(await quickPasswords.verify("", stored)).toBe(false);
  }
  const long = "x".repeat(257);
  expect(await quickPasswords.verify(long, await quickPasswords.hash(long))).toBe(false);
});

test("hashes are made at OWASP's cost and read at the cost they were made with", async () => {
  expect(defaultCost).toEqual({ N: 32_768, r: 8, p: 3 });
  const dearer = createPasswords({ cost: { N: 64, r: 2, p: 1 } });
  expect(await dearer.hash("x")).toMatch(/^scrypt\$64\$2\$1\$/);
  expect(await dearer.verify("pass phrase", await quickPasswords.hash("pass phrase"))).toBe(true);
});

test("at most the given number is hashed at once, and a long queue says it is busy", async () => {
  const passwords = createPasswords({ cost: { N: 2, r: 1, p: 1 }, atOnce: 1, mayWait: 2 });
  const running = [passwords.hash("a"), passwords.hash("b")];
  expect(passwords.isBusy()).toBe(false);
  running.push(passwords.hash("c"));
  expect(passwords.isBusy()).toBe(true);
  await Promise.all(running);
  expect(passwords.isBusy()).toBe(false);
});

test.each([
  ["", "at least 12"],
  ["elevenchars", "at least 12"],
  ["\u{1f600}".repeat(11), "at least 12"],
  ["x".repeat(257), "at most 256"],
  ["aaaaaaaaaaaa", "too easy"],
  ["abababababab", "too easy"],
  ["123456789012", "too easy"],
  ["Password1234", "too easy"],
  ["password password", "too easy"],
  ["Qwertyuiop123!", "too easy"],
  ["Lightspeed2026!", "too easy"],
  ["a good pass phrase\u0000", "cannot be used"],
])("%j is refused as a new password", (password, reason) => {
  expect(passwordProblem(password)).toContain(reason);
});

test.each([
  "three calm horses",
  "stapled battery!",
  "Tr0ub4dor&3xyz",
  "пароль из слов",
  "\u{1f600}\u{1f601}\u{1f602}\u{1f603}\u{1f604} emoji x",
])("%j is taken, whatever kinds of characters it has", (password) => {
  expect(passwordProblem(password)).toBeNull();
});
