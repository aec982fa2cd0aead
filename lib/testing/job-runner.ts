import { Logger, makeWorkerUtils, runTaskListOnce, type TaskList, type WorkerUtils } from "graphile-worker";
import type { Stage } from "./connection-stage";

const kept = new Map<string, Promise<WorkerUtils>>();
const logger = new Logger(() => () => {});

/** One round of the queue, on a connection that the stage keeps: tests call this thousands of times, and a fresh pool each time takes longer than the jobs. */
export async function runTasks(stage: Stage, taskList: TaskList): Promise<void> {
  const { withPgClient } = await queueOf(stage);
  await withPgClient(async (client) => runTaskListOnce({ noHandleSignals: true, logger }, taskList, client));
}

function queueOf({ appUrl, beforeClose }: Stage): Promise<WorkerUtils> {
  const known = kept.get(appUrl);
  if (known) return known;
  const opened = makeWorkerUtils({ connectionString: appUrl, maxPoolSize: 10, logger });
  kept.set(appUrl, opened);
  beforeClose(() => leaveQueue(appUrl));
  return opened;
}

/** Gives the connection up, as a database that is about to be copied asks. */
export async function leaveQueue(appUrl: string): Promise<void> {
  const queue = kept.get(appUrl);
  kept.delete(appUrl);
  await (await queue)?.release();
}
