import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { openStage } from "@/lib/testing/connection-stage";
import { runProgram } from "./lib/program";
import { bundleSchema } from "./replay/bundle";
import { replayOrder } from "./replay/replay-order";

const usage = "npm run replay -- bundle.json   (what “Copy for support” of an order's page copies)";

/** An order of a merchant once more, on this machine: a database, an engine and a pretend till of its own. Exit code 1: it ended differently, or our own engine failed. */
await runProgram(async ({ onStop }) => {
  const [file] = process.argv.slice(2);
  const read = file === undefined ? undefined : readBundle(file);
  if (!read?.success) {
    console.error(read ? `${file} is no bundle of an order: ${z.prettifyError(read.error)}` : usage);
    return 1;
  }
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-replay-"));
  onStop(() => rmSync(dataDir, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ dataDir, durable: false });
  onStop(() => server.stop());
  await migrate(server.ownerUrl);
  await grantAppRole(server.ownerUrl);
  const stage = await openStage(server);
  onStop(() => stage.close());

  const { order: recorded } = read.data;
  const { order, timeline, same, faults } = await replayOrder(stage, read.data);
  console.log(`\n${recorded.number} as recorded: ${recorded.status} (${recorded.failure?.code ?? "no failure"})`);
  for (const { direction, kind, httpStatus, message } of recorded.timeline) tell(direction, kind, httpStatus, message);
  console.log(`\nReplayed: ${order.status} (${order.failureCode ?? "no failure"})`);
  for (const { direction, kind, httpStatus, message } of timeline) tell(direction, kind, httpStatus, message);
  if (faults.length > 0) {
    console.log("\nOur engine failed on the way, so the end says nothing about the till:");
    for (const fault of faults) console.log(`  ! ${fault}`);
    return 1;
  }
  console.log(same ? "\nIt took the same way." : "\nIt ended differently: what the till did is not all in the bundle.");
  return same ? 0 : 1;
});

function readBundle(file: string) {
  try {
    return bundleSchema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return bundleSchema.safeParse(null);
  }
}

function tell(direction: string, kind: string, status: number | null, message: string): void {
  const arrow = { out: "→", in: "←", here: "·" }[direction] ?? " ";
  console.log(`  ${arrow} ${kind.padEnd(24)} ${status === null ? "   " : status} ${message}`);
}
