import { readFileSync } from "node:fs";
import { z } from "zod";

const entry = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  dev: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  inBundle: z.boolean().optional(),
});
const lockFile = z.object({ lockfileVersion: z.number(), packages: z.record(z.string(), entry) });
const advisory = z.object({ id: z.string(), package: z.string(), fixed: z.array(z.string()).min(1), what: z.string() });

export type LockedPackage = z.output<typeof entry> & { path: string; name: string; version: string };
export type Advisory = z.output<typeof advisory>;

/** All that `npm ci` installs, as the lock file names it. */
export function lockedPackages(text = readFileSync("package-lock.json", "utf8")): LockedPackage[] {
  const { packages } = lockFile.parse(JSON.parse(text));
  return Object.entries(packages)
    .filter(([path]) => path !== "")
    .map(([path, found]) => ({
      ...found,
      path,
      name: path.split("node_modules/").at(-1) ?? path,
      version: found.version ?? "",
    }));
}

export function readAdvisories(): Advisory[] {
  return z.array(advisory).parse(JSON.parse(readFileSync(new URL("advisories.json", import.meta.url), "utf8")));
}

/** Known holes in what is locked: a version is past one when it is at least the fix of its own line, or newer than every line that was fixed. */
export function knownHoles(packages: readonly LockedPackage[], advisories: readonly Advisory[]): string[] {
  return advisories.flatMap(({ id, package: name, fixed, what }) =>
    packages
      .filter((found) => found.name === name && !isPast(found.version, fixed))
      .map(({ version }) => `${name} ${version}: ${id}, ${what}; fixed in ${fixed.join(" and ")}`),
  );
}

function isPast(version: string, fixed: readonly string[]): boolean {
  const lines = fixed.filter((fix) => major(fix) === major(version));
  if (lines.length > 0) return lines.some((fix) => compareVersions(version, fix) >= 0);
  return fixed.every((fix) => major(fix) < major(version));
}

const major = (version: string) => Number.parseInt(version, 10);

/** By its three numbers; a pre-release counts as older than its release. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => {
    const [core = "", pre] = version.split("-", 2);
    return [...core.split(".").map(Number), pre === undefined ? 1 : 0];
  });
  for (let place = 0; place < 4; place += 1) {
    const difference = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
