import { createParts, format, lint, types, vitest } from "./lib/parts";
import { INTERRUPTED, runProgram } from "./lib/program";

await runProgram(async (program) => {
  const parts = createParts(program);
  await Promise.all([
    format(parts)
      .then(() => lint(parts))
      .then(() => types(parts)),
    vitest(parts, "Unit tests", "unit"),
  ]);
  return parts.summary();
}, INTERRUPTED);
