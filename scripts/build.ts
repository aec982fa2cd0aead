import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createChildren } from "./lib/children";
import { INTERRUPTED, runProgram } from "./lib/program";
import { createProgress } from "./lib/progress";
import { ensureBuild } from "./lib/stack";

await runProgram(async ({ onStop }) => {
  const logs = mkdtempSync(join(tmpdir(), "upvendo-build-"));
  const children = createChildren(logs, { onLine: (_, line) => console.log(line) });
  onStop(() => rmSync(logs, { recursive: true, force: true }));
  onStop(children.stop);
  await ensureBuild(children, createProgress());
  return 0;
}, INTERRUPTED);
