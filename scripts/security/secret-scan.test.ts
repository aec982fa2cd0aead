import { execFileSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scanForSecrets } from "./secret-scan";

/** Files that are made by tools and full of checksums, and the vendor's contract. */
const made = /^package-lock\.json$|^db\/migrations\/meta\/|\.(png|ico|woff2)$|openapi\.yaml$|^docs\/performance\.json$/;

const sources = () =>
  execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  })
    .split("\0")
    .filter((path) => path !== "" && !made.test(path));

test("no file of the repository holds a secret or a path of somebody's machine", () => {
  const found = sources().flatMap((path) => {
    const text = readIfThere(path);
    return text === null || path.startsWith("scripts/security/secret-scan") ? [] : scanForSecrets(path, text);
  });
  expect(found.map(({ path, line, kind }) => `${path}:${line}: ${kind}`)).toEqual([]);
  expect(sources().length).toBeGreaterThan(300);
});

/** Null for a file that was deleted and not yet committed. */
function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

const base64 = (bytes: number) => randomBytes(bytes).toString("base64");
const letters = (length: number) => randomBytes(length).toString("hex").slice(0, length);

test.each<[string, () => string]>([
  [
    "a private key",
    () =>
      generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  ],
  ["a key of the vault", () => `TOKEN_ENCRYPTION_KEYS=k1:${base64(32)}`],
  ["a secret of 48 random bytes", () => `const secret = "${base64(48)}";`],
  ["a secret in hex", () => `AUTH_SECRET: ${randomBytes(32).toString("hex")}`],
  ["a database address", () => `postgres://upvendo_web:${letters(24)}@db.internal/upvendo`],
  ["a signed token", () => `Bearer eyJ${letters(30)}.eyJ${letters(40)}.${letters(43)}`],
  ["a payment key", () => ["sk", "live", letters(24)].join("_")],
  ["a registry token", () => `//registry/:_authToken=npm_${letters(36)}`],
  ["a path of a machine", () => `import x from "/home/${letters(6)}/project/x";`],
])("%s that somebody leaves in a file is found", (_, plant) => {
  // Random text can by chance lack a kind of character, so one of three has to be found each time: all are, or nearly.
  const found = Array.from({ length: 20 }, () => scanForSecrets("planted.ts", `const a = 1;\n${plant()}\n`).length > 0);
  expect(found.filter(Boolean).length).toBeGreaterThanOrEqual(19);
});
