import { readFileSync } from "node:fs";
import { readLongForms } from "./lib/long-forms";
import { createParts } from "./lib/parts";
import { INTERRUPTED, runProgram } from "./lib/program";
import { readPlaywrightReport, readVitestReport } from "./lib/reports";
import { tools } from "./lib/tools";

const wanted = process.argv.slice(2);

/** The long forms of docs/trust.md, one after the other; all of them, or those whose names hold one of the words that were given. Says how long each took. */
await runProgram(async (program) => {
  const all = readLongForms(readFileSync("docs/trust.md", "utf8"));
  const chosen = wanted.length === 0 ? all : all.filter(({ name }) => wanted.some((word) => name.includes(word)));
  if (chosen.length === 0) {
    console.error(`No long form is called ${wanted.join(", ")}. There are: ${all.map(({ name }) => name).join(", ")}`);
    return 1;
  }
  const parts = createParts(program);
  if (chosen.some(({ browser }) => browser) && !(await parts.check("Build", ["scripts/run.mjs", "build"])))
    return parts.summary();
  for (const { name, file, browser, rounds: TEST_ROUNDS } of chosen) {
    if (browser)
      await parts.tests(
        name,
        () => ["scripts/run.mjs", "test-e2e", file],
        (report) => ({ E2E_REPORT_FILE: report, TEST_ROUNDS }),
        readPlaywrightReport,
      );
    else
      await parts.tests(
        name,
        (report) => [
          ...[tools.vitest, "run", file, "--reporter=default", "--reporter=json"],
          `--outputFile.json=${report}`,
        ],
        () => ({ NODE_ENV: "test", TEST_ROUNDS }),
        readVitestReport,
      );
  }
  return parts.summary();
}, INTERRUPTED);
