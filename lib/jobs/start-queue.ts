import { EventEmitter } from "node:events";
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { createFairness } from "./fairness";
import { registry } from "./registry";

/** Jobs at a time in this process, and of those for one merchant. */
const CONCURRENCY = 10;
const SHARE = 5;

type Options = {
  connectionString: string;
  signal: AbortSignal /** Without: only what is queued is done. */;
  clock?: boolean;
};

/** Works on the queue until the runner is stopped. `pools`: the queue's names for this process's workers. */
export async function startQueue(
  services: Services,
  { connectionString, signal, clock = true }: Options,
): Promise<{ runner: Runner; pools: readonly string[] }> {
  const fairness = createFairness(SHARE);
  const taskList: TaskList = Object.fromEntries(
    registry.map(({ name, run: handle }) => [
      name,
      (payload, { job }) => fairness.run(Object.keys(job.flags ?? {}), () => handle(services, payload, signal)),
    ]),
  );
  // The queue locks jobs by the name of the pool of workers.
  const pools: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => pools.push(workerPool.id));
  const runner = await run({
    connectionString,
    concurrency: CONCURRENCY,
    forbiddenFlags: fairness.full,
    events,
    noHandleSignals: true,
    taskList,
    parsedCronItems: clock ? schedules() : [],
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn({ level }, message);
    }),
  });
  return { runner, pools };
}

const schedules = () =>
  parseCronItems(
    registry.flatMap(({ name, schedule }) =>
      // No backfill: after an outage one run does the work of all that were missed.
      schedule
        ? [
            {
              task: name,
              match: schedule,
              identifier: name,
              options: { jobKey: name, queueName: name, maxAttempts: 1 },
            },
          ]
        : [],
    ),
  );
