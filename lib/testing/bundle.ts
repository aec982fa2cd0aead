import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const made = new Map<string, Promise<string>>();
let shared: string | undefined;

/** Keeps the programs where the other processes of the same run find them too. */
export function shareBundles(folder: string): void {
  shared = folder;
}

/** A program of ours as one file, made once: tests start and kill dozens of processes, and compiling each anew takes ten times as long. */
export function bundle(entry: string): Promise<string> {
  const known = made.get(entry) ?? make(entry);
  made.set(entry, known);
  return known;
}

async function make(entry: string): Promise<string> {
  const name = basename(entry, ".ts");
  const place = join(shared ?? ownFolder(), entry.replaceAll("/", "-"));
  if (!existsSync(place)) await build(entry, name, place);
  return join(place, `${name}.mjs`);
}

async function build(entry: string, name: string, place: string): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const outDir = mkdtempSync(`${place}-`);
  // Most files find everything made already, and loading it takes a while.
  const vite = await import("vite");
  await vite.build({
    ...{ root, configFile: false, publicDir: false, logLevel: "error" },
    resolve: { alias: { "@": root } },
    ssr: { noExternal: true },
    build: {
      ...{ ssr: entry, outDir, emptyOutDir: false },
      rolldownOptions: { output: { entryFileNames: `${name}.mjs` } },
    },
  });
  try {
    renameSync(outDir, place);
  } catch (error) {
    rmSync(outDir, { recursive: true, force: true });
    // Another process was quicker.
    if (!existsSync(place)) throw error;
  }
}

function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "upvendo-programs-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
