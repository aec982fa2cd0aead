import { createParts, format, lint, type Parts, types, vitest } from "./lib/parts";
import { INTERRUPTED, runProgram } from "./lib/program";
import { readPlaywrightReport } from "./lib/reports";

await runProgram(async (program) => {
  const parts = createParts(program);
  const [built] = await Promise.all([
    parts.check("Build", ["scripts/run.mjs", "build"]),
    format(parts)
      .then(() => lint(parts))
      .then(() => vitest(parts, "Unit tests", "unit")),
  ]);
  await vitest(parts, "Database tests", "db", "timed");
  // The compiler is beside what mostly waits; after the build, which writes the types that it reads.
  await Promise.all([chaos(parts), types(parts)]);
  // Alone on the machine: what a browser waits for should not wait for a compiler.
  if (built)
    await parts.tests(
      "Browser tests",
      () => ["scripts/run.mjs", "test-e2e"],
      (report) => ({ E2E_REPORT_FILE: report }),
      readPlaywrightReport,
    );
  return parts.summary();
}, INTERRUPTED);

/** The short form of `npm run chaos`: paid orders through kills, cuts and lost notifications, with the three books compared. */
function chaos(parts: Parts): Promise<boolean> {
  const program = ["--import", "tsx", "scripts/chaos.ts"];
  return parts.check("Chaos, 500 orders", [...program, "--orders", "500", "--kills", "10", "--seed", "7"]);
}
