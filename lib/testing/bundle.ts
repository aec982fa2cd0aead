import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const made = new Map<string, Promise<string>>();

/** A program of ours as one file, made once: tests start and kill dozens of processes, and compiling each anew takes ten times as long. */
export function bundle(entry: string): Promise<string> {
  const known = made.get(entry) ?? make(entry);
  made.set(entry, known);
  return known;
}

async function make(entry: string): Promise<string> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const outDir = mkdtempSync(join(tmpdir(), "upvendo-program-"));
  process.once("exit", () => rmSync(outDir, { recursive: true, force: true }));
  const name = `${basename(entry, ".ts")}.mjs`;
  await build({
    ...{ root, configFile: false, publicDir: false, logLevel: "error" },
    resolve: { alias: { "@": root } },
    ssr: { noExternal: true },
    build: {
      ...{ ssr: entry, outDir, emptyOutDir: false },
      rolldownOptions: { output: { entryFileNames: name } },
    },
  });
  return join(outDir, name);
}
