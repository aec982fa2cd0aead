import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { copyOf, findBinaries, findPackage } from "./binaries";
import { serverUser } from "./run-as";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-binaries-"));
  chmodSync(folder, 0o755);
  vi.stubEnv("TMPDIR", folder);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The package as npm unpacks it with --ignore-scripts: without links, and with the modes of a closed umask. */
function unpack(target: string) {
  cpSync(findPackage(), target, { recursive: true, verbatimSymlinks: true });
  const links: { target: string }[] = JSON.parse(readFileSync(join(target, "native/pg-symlinks.json"), "utf8"));
  for (const link of links) rmSync(join(target, link.target), { force: true });
  return links;
}

const version = (program: string) =>
  execFileSync(program, ["--version"], { ...serverUser, cwd: "/", encoding: "utf8", env: { NODE_ENV: "test" } });

test("the links that npm cannot carry are made, so an install without scripts is enough", () => {
  const root = join(folder, "package");
  const links = unpack(root);
  const { postgres, major } = findBinaries(root);
  expect(links.every((link) => statSync(join(root, link.target)).isFile())).toBe(true);
  expect(postgres.startsWith(root)).toBe(true);
  expect(version(postgres)).toContain(`(PostgreSQL) ${major}.`);
});

test("below a closed folder the programs run all the same, for root from one copy that later starts share", () => {
  const home = join(folder, "home");
  mkdirSync(home, { mode: 0o700 });
  unpack(join(home, "package"));
  const first = findBinaries(join(home, "package"));
  expect(first.postgres.startsWith(home)).toBe(!serverUser);
  expect(version(first.postgres)).toContain("(PostgreSQL)");
  expect(findBinaries(join(home, "package"))).toEqual(first);
  expect(readdirSync(folder).filter((name) => name.startsWith("upvendo-postgres-"))).toHaveLength(serverUser ? 1 : 0);
});

test("a copy that others could have written to is never run from", () => {
  unpack(join(folder, "package"));
  const shared = copyOf(join(folder, "package"), "18");
  expect(copyOf(join(folder, "package"), "18")).toBe(shared);
  chmodSync(shared, 0o777);
  expect(copyOf(join(folder, "package"), "18")).not.toBe(shared);
});

test("a platform without a package is refused in one line that says what to do", () => {
  expect(() => findPackage("plan9-mips")).toThrow(
    /^PostgreSQL for plan9-mips is not installed .* set DATABASE_URL and DATABASE_MIGRATION_URL [^\n]+$/,
  );
});
