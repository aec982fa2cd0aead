import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What the production build reads. Tests and programs are left out: changing them changes no page. */
const inputs = [
  ...["app", "components", "lib", "db", "public", "proxy.ts", "instrumentation.ts", "instrumentation-client.ts"],
  ...[
    "next.config.mjs",
    "postcss.config.mjs",
    "tailwind.config.ts",
    "tsconfig.json",
    "tsconfig.build.json",
    "package.json",
    "package-lock.json",
  ],
];
const ignored = /\.test\.tsx?$|\.setup\.ts$|\.md$|(^|\/)testing\//;
const STAMP = "build-stamp";

/** Changes whenever the build could come out differently. */
export function buildStamp(root = process.cwd()): string {
  const hash = createHash("sha256").update(process.version);
  const publicNames = Object.keys(process.env).filter((name) => name.startsWith("NEXT_PUBLIC_"));
  for (const name of publicNames.sort()) hash.update(`\0${name}=${process.env[name]}`);
  for (const path of inputs.flatMap((input) => filesUnder(root, input)))
    hash.update(`\0${path}\0`).update(readFileSync(join(root, path)));
  return hash.digest("hex");
}

function filesUnder(root: string, path: string): string[] {
  const found = statSync(join(root, path), { throwIfNoEntry: false });
  if (!found) return [];
  if (!found.isDirectory()) return ignored.test(path) ? [] : [path];
  return readdirSync(join(root, path))
    .sort()
    .flatMap((name) => filesUnder(root, `${path}/${name}`));
}

/** Is the build that lies there the one of this stamp, and not a later one made by `npm run build`? */
export function isBuilt(stamp: string, root = process.cwd()): boolean {
  const id = readIfThere(join(root, ".next", "BUILD_ID"));
  return id !== null && readIfThere(join(root, ".next", STAMP)) === `${stamp} ${id}`;
}

/** Call before a build, so that one that is interrupted counts as none. */
export function forgetBuild(root = process.cwd()): void {
  rmSync(join(root, ".next", STAMP), { force: true });
}

export function markBuilt(stamp: string, root = process.cwd()): void {
  writeFileSync(join(root, ".next", STAMP), `${stamp} ${readIfThere(join(root, ".next", "BUILD_ID"))}`);
}

function readIfThere(file: string): string | null {
  return existsSync(file) ? readFileSync(file, "utf8").trim() : null;
}
