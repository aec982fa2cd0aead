import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { createChildren } from "./children";
import type { Program } from "./program";
import { readVitestReport, type Tally } from "./reports";
import { rooms, tools } from "./tools";
import type { Variables } from "./variables";

type Finished = { name: string; tally: Tally };

/** The parts of a proof: each runs a tool, says how it went, and is counted. */
export function createParts({ onStop }: Program) {
  const folder = mkdtempSync(join(tmpdir(), "upvendo-proof-"));
  const children = createChildren(folder, { onLine: (_, line) => echo(line), stopLimitMs: 12_000 });
  onStop(() => rmSync(folder, { recursive: true, force: true }));
  onStop(children.stop);
  const finished: Finished[] = [];

  const part = async (name: string, work: (key: string) => Promise<Tally>): Promise<boolean> => {
    const start = performance.now();
    console.log(`  … ${name}`);
    const tally = await work(name.toLowerCase().replaceAll(/[ /]/g, "-"));
    finished.push({ name, tally });
    const took = `${((performance.now() - start) / 1000).toFixed(1)} s`;
    console.log(
      `  ${tally.failed === 0 ? "✓" : "✗"} ${name.padEnd(20)} ${inWords(tally).padEnd(24)} ${took.padStart(8)}`,
    );
    return tally.failed === 0;
  };

  return {
    folder,
    children,
    /** Tools that pass as a whole or fail as a whole. */
    check: (name: string, ...commands: string[][]) =>
      part(name, async (key) => {
        for (const [index, args] of commands.entries()) {
          const { outcome, logFile } = await children.run(`${key}-${index}`, args, quiet);
          if (outcome !== 0) return { passed: 0, failed: 1, skipped: 0, failures: [readFileSync(logFile, "utf8")] };
        }
        return { passed: 1, failed: 0, skipped: 0, failures: [] };
      }),
    /** A tool that writes a report of its tests. */
    tests: (
      name: string,
      args: (report: string) => string[],
      env: (report: string) => Variables,
      read: (report: string) => Tally,
    ) =>
      part(name, async (key) => {
        const report = join(folder, `${key}.json`);
        const { outcome, logFile } = await children.run(key, args(report), { ...quiet, ...env(report) });
        const tally = read(report);
        if (outcome === 0 || tally.failed > 0) return orLog(tally, logFile);
        return { ...tally, failed: 1, failures: [`It ended with ${outcome}.\n${tail(logFile)}`] };
      }),
    summary: () => summarize(finished),
  };
}

export type Parts = ReturnType<typeof createParts>;

export const format = (parts: Parts) => parts.check("Format", [tools.biome, "format", "."]);

export const lint = (parts: Parts) =>
  parts.check(
    "Lint",
    [tools.biome, "check", "--formatter-enabled=false", "."],
    [tools.depcruise, "--config", ".dependency-cruiser.cjs", ...rooms],
  );

/** Next's own types (routes, assets) are generated first: a fresh clone has none. */
export const types = (parts: Parts) => parts.check("Types", [tools.next, "typegen"], [tools.tsc, "--noEmit"]);

export const vitest = (parts: Parts, name: string, ...projects: string[]) =>
  parts.tests(
    name,
    (report) => [
      tools.vitest,
      "run",
      ...projects.flatMap((project) => ["--project", project]),
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    () => ({ NODE_ENV: "test" }),
    readVitestReport,
  );

const quiet: Variables = {
  NO_COLOR: "1",
  FORCE_COLOR: undefined,
  NEXT_TELEMETRY_DISABLED: "1",
};

/** Of all that the tools print: one line per test file or browser test. */
function echo(line: string): void {
  const text = stripVTControlCharacters(line);
  if (/^ {1,3}[✓✗✘❯×] {1,3}\S/.test(text)) console.log(`    ${text.trim()}`);
}

const inWords = ({ passed, failed, skipped }: Tally) =>
  [`${passed} passed`, failed > 0 ? `${failed} failed` : "", skipped > 0 ? `${skipped} skipped` : ""]
    .filter(Boolean)
    .join(", ");

const tail = (logFile: string) => readFileSync(logFile, "utf8").split("\n").slice(-40).join("\n");

function orLog(tally: Tally, logFile: string): Tally {
  return tally.failures.some((failure) => failure.includes("without a report"))
    ? { ...tally, failures: [...tally.failures, tail(logFile)] }
    : tally;
}

/** Prints what failed and the closing line; the exit code. */
function summarize(finished: Finished[]): number {
  for (const { name, tally } of finished) {
    for (const failure of tally.failures) console.log(`\n✗ ${name}: ${stripVTControlCharacters(failure).trimEnd()}`);
  }
  const sum = (key: "passed" | "failed") => finished.reduce((total, { tally }) => total + tally[key], 0);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return finished.length > 0 && sum("failed") === 0 ? 0 : 1;
}
