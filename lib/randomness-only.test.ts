import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourceFiles } from "@/lib/testing/source-files";

/** Waits are spread with it. Whatever must not be guessed (a state, a verifier, a token, a key, a password) comes from `node:crypto`. */
const spreadsWaits = [
  "components/live/event-source.ts",
  "db/listener.ts",
  "lib/k-series/traffic.ts",
  "lib/lightspeed/connection/token-schedule.ts",
  "lib/lightspeed/connection/token-vault.ts",
  "lib/lightspeed/menu/end-sync.ts",
  "lib/lightspeed/snapshots/read-snapshot.ts",
  "lib/payments/profiles/next-check.ts",
];
const guessable = /\bMath\s*(\?\.|\.)\s*random\b|\bMath\s*\[|\{[^}]*\brandom\b[^}]*\}\s*=\s*Math\b/;
const usesOf = (file: string) => readFileSync(file, "utf8").match(new RegExp(guessable, "g"))?.length ?? 0;

test("nothing but the length of a wait is left to guessable randomness (A6)", () => {
  const sources = sourceFiles("app", "components", "lib", "db", "proxy.ts", "instrumentation.ts");
  expect(sources.length).toBeGreaterThan(500);
  expect(sources.filter((file) => usesOf(file) > 0).sort()).toEqual(spreadsWaits);
});

test("the vault, which opens tokens and waits, has the one use that waits", () => {
  expect(usesOf("lib/lightspeed/connection/token-vault.ts")).toBe(1);
});

test.each(["Math.random()", "Math . random()", 'Math["random"]()', "const { random } = Math;", "Math?.random()"])(
  "%s is found",
  (line) => expect(line).toMatch(guessable),
);
