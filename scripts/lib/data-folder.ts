import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { stopLeftoverPostgres } from "@/db/embedded";
import { processIdentity } from "@/db/embedded/process-identity";
import { endGroup } from "./child";
import { Fault } from "./fault";

const MARKER = ".upvendo-data";
const RUN_FILE = "demo.pid.json";
/** All that a run of ours puts into a data folder; a reset deletes these and nothing else. */
const CONTENTS = ["postgres", "sandbox", "logs", "secrets.json", RUN_FILE, MARKER];

const processRecord = z.object({ name: z.string(), pid: z.number().int(), identity: z.string() });
const runRecord = z.object({ self: processRecord, children: z.array(processRecord) });
type ProcessRecord = z.infer<typeof processRecord>;

export type DataFolder = {
  path: string;
  /** Remembers a child, so that the next start can end it should we be killed. */
  remember: (name: string, pid: number) => void;
  release: () => void;
};

/** Takes the folder for this process: makes it, ends what a killed run left behind, and refuses where a run is alive. */
export async function openDataFolder(path: string, { reset }: { reset: boolean }): Promise<DataFolder> {
  prepare(path);
  await endLeftovers(path);
  if (reset) {
    await stopLeftoverPostgres(path);
    for (const name of CONTENTS) rmSync(join(path, name), { recursive: true, force: true });
  }
  writeFileSync(
    join(path, MARKER),
    "Made by npm run demo or npm run dev; npm run demo -- --reset empties this folder.\n",
  );

  const file = join(path, RUN_FILE);
  const children: ProcessRecord[] = [];
  const record = (name: string, pid: number) => ({ name, pid, identity: processIdentity(pid) ?? "ended" });
  const save = () => JSON.stringify({ self: record("supervisor", process.pid), children });
  try {
    writeFileSync(file, save(), { flag: "wx", mode: 0o600 });
  } catch {
    throw new Fault(
      `Another run has just started on the data folder ${path}: stop it first, or choose another with DATA_DIR=<folder>.`,
    );
  }
  return {
    path,
    remember: (name, pid) => {
      children.push(record(name, pid));
      writeFileSync(file, save(), { mode: 0o600 });
    },
    release: () => rmSync(file, { force: true }),
  };
}

function prepare(path: string): void {
  if (existsSync(path) && !statSync(path).isDirectory())
    throw new Fault(`DATA_DIR ${path} is a file: choose a folder.`);
  mkdirSync(path, { recursive: true });
  const strange = readdirSync(path).filter((name) => name !== "lost+found");
  if (strange.length > 0 && !strange.includes(MARKER)) {
    throw new Fault(
      `The folder ${path} is not empty and was not made by this program: choose another with DATA_DIR=<folder>.`,
    );
  }
}

async function endLeftovers(path: string): Promise<void> {
  const file = join(path, RUN_FILE);
  if (!existsSync(file)) return;
  const run = runRecord.safeParse(parseJson(readFileSync(file, "utf8")));
  if (run.success) {
    if (isRunning(run.data.self)) {
      throw new Fault(
        `The data folder ${path} is in use by a run that is still alive (process ${run.data.self.pid}): stop it first, or choose another with DATA_DIR=<folder>.`,
      );
    }
    await Promise.all(run.data.children.filter(isRunning).map(({ pid }) => endGroup(pid)));
  }
  rmSync(file, { force: true });
}

/** The same process and not a later one that was given its number. */
const isRunning = ({ pid, identity }: ProcessRecord) => processIdentity(pid) === identity;

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
