import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { seeded } from "@/lib/testing/seeded";
import { welchT, withoutOutliers } from "@/lib/testing/welch";
import { createCredentialCheck } from "./credentials";

const user = "lightspeed";
const password = randomBytes(24).toString("hex");
const basic = (name: string, word: string) => `Basic ${Buffer.from(`${name}:${word}`).toString("base64")}`;
const right = basic(user, password);

test("exactly the configured credentials are let in", () => {
  const check = createCredentialCheck({ user, password });
  expect(check(right)).toBe(true);
  for (const wrong of [
    null,
    "",
    "Basic",
    right.slice(0, -1),
    `${right}=`,
    right.toLowerCase(),
    ` ${right}`,
    basic(user, ""),
  ])
    expect(check(wrong), String(wrong)).toBe(false);
});

test("while the password is being replaced the former one is let in too, and nothing else", () => {
  const passwordBefore = randomBytes(24).toString("hex");
  const check = createCredentialCheck({ user, password, passwordBefore });
  expect(check(right)).toBe(true);
  expect(check(basic(user, passwordBefore))).toBe(true);
  for (const wrong of [null, "", basic("other", passwordBefore), basic(user, `${passwordBefore}x`), basic(user, "")])
    expect(check(wrong), String(wrong)).toBe(false);
});

test("a header of any length is a plain no", () => {
  const check = createCredentialCheck({ user, password });
  for (let length = 0; length <= 1_000; length += 1) expect(check("x".repeat(length))).toBe(false);
});

const PAIRS = 20_000;
const changed = (text: string, at: number) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
/** Text that came in one piece, as a header does: how it was put together is no difference then. */
const inOnePiece = (text: string) => Buffer.from(text).toString("latin1");
const guesses = {
  first: inOnePiece(changed(right, 6)),
  last: inOnePiece(changed(right, right.length - 3)),
  stranger: inOnePiece(basic("x".repeat(user.length), password)),
};

/** The middle one of five measurements: what the code does stands in each of them, what the machine does meanwhile in one or two. */
function difference(check: (authorization: string) => boolean, one: string, other: string): number {
  const measured = [7, 8, 9, 10, 11].map((seed) => measure(check, one, other, seed));
  return measured.sort((a, b) => a - b)[2] ?? Number.NaN;
}

/** How differently two guesses are answered, asked in turn in random order. */
function measure(check: (authorization: string) => boolean, one: string, other: string, seed: number): number {
  const random = seeded(seed);
  const [a, b]: [number[], number[]] = [[], []];
  const time = (guess: string, into: number[]) => {
    // Several at once: a single check is near the clock's resolution.
    const start = process.hrtime.bigint();
    for (let n = 0; n < 4; n += 1) check(guess);
    into.push(Number(process.hrtime.bigint() - start));
  };
  for (let n = -2_000; n < PAIRS; n += 1) {
    const oneFirst = random.below(2) === 0;
    const [x, y] = n < 0 ? [[], []] : [a, b];
    if (oneFirst) time(one, x);
    time(other, y);
    if (!oneFirst) time(one, x);
  }
  return Math.abs(welchT(...withoutOutliers(a, b)));
}

test("a wrong first byte, a wrong last byte and an unknown user take the same time", () => {
  const check = createCredentialCheck({ user, password });
  expect(difference(check, guesses.first, guesses.last)).toBeLessThan(4.5);
  expect(difference(check, guesses.first, guesses.stranger)).toBeLessThan(4.5);
}, 60_000);

test("the measurement notices a comparison that stops at the first difference", () => {
  const leaky = (authorization: string) => {
    for (let n = 0; n < right.length; n += 1) if (authorization.charCodeAt(n) !== right.charCodeAt(n)) return false;
    return true;
  };
  expect(difference(leaky, guesses.first, guesses.last)).toBeGreaterThan(4.5);
}, 60_000);
