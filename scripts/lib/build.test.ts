import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { buildStamp, forgetBuild, isBuilt, markBuilt } from "./build";

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "upvendo-stamp-"));
  for (const folder of ["app/login", "lib/testing", ".next"]) mkdirSync(join(root, folder), { recursive: true });
  write("app/login/page.tsx", "page");
  write("lib/money.ts", "money");
  write("package-lock.json", "{}");
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const write = (path: string, text: string) => writeFileSync(join(root, path), text);

test.each([
  ["a page", () => write("app/login/page.tsx", "another page")],
  ["a new file", () => write("lib/new.ts", "")],
  ["a renamed file", () => cpSync(join(root, "lib/money.ts"), join(root, "lib/cents.ts"))],
  ["the packages", () => write("package-lock.json", "{ }")],
  ["a public variable", () => vi.stubEnv("NEXT_PUBLIC_THEME", "dark")],
])("%s makes a new build necessary", (_case, change) => {
  const before = buildStamp(root);
  change();
  expect(buildStamp(root)).not.toBe(before);
});

test("a test, a note or nothing at all does not", () => {
  const before = buildStamp(root);
  for (const path of ["lib/money.test.ts", "lib/README.md", "lib/testing/factories.ts"]) write(path, "x");
  expect(buildStamp(root)).toBe(before);
});

test("only a finished build of these very sources counts", () => {
  const stamp = buildStamp(root);
  expect(isBuilt(stamp, root)).toBe(false);
  write(".next/BUILD_ID", "first");
  expect(isBuilt(stamp, root)).toBe(false);
  markBuilt(stamp, root);
  expect(isBuilt(stamp, root)).toBe(true);
  expect(isBuilt("another", root)).toBe(false);
  forgetBuild(root);
  expect(isBuilt(stamp, root)).toBe(false);
});

test("a build that was made past us counts as none", () => {
  const stamp = buildStamp(root);
  write(".next/BUILD_ID", "first");
  markBuilt(stamp, root);
  write(".next/BUILD_ID", "second");
  expect(isBuilt(stamp, root)).toBe(false);
});
