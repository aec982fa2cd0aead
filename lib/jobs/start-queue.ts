import { EventEmitter } from "node:events";
import { sql } from "drizzle-orm";
import { Logger, parseCronItems, type Runner, run, type TaskList, type WorkerEvents } from "graphile-worker";
import type { Queryable } from "@/db/client";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { endJob } from "./end-job";
import { createFairness, type Kind } from "./fairness";
import { goOn } from "./go-on";
import type { KitchenRush } from "./kitchen-rush";
import { outlastOutages } from "./outlast-outages";
import { registry } from "./registry";
import { AFTERWARDS, LOW, LOW_PRIORITY, PROVIDER, readFlags } from "./task";
import { textArray } from "./text-array";
import { inTurn } from "./turns";

/** Jobs at a time in this process, and of those for one merchant. */
const CONCURRENCY = 10;
const SHARE = 5;
/** With fewer at work there is a place for everybody, and whose turn it is need not be asked before each look. */
const ROOMY = CONCURRENCY - 3;
/** Of those for work that can wait. */
const LOW_SHARE = 4;
/** Of those that wait for a payment provider's answer: one that hangs must not hold up the till. */
const PROVIDER_SHARE = 6;
/** Of those, while a kitchen waits, for what is only to be booked or looked at afterwards: the places that payment providers leave free are not for it. */
const RUSH_SHARE = 1;

/** What has a share of its own, whoever it is for. */
export const kindsOfWork = (rush?: Pick<KitchenRush, "isOn">): Kind[] => [
  { name: LOW, share: () => LOW_SHARE, waits: true },
  { name: PROVIDER, share: () => PROVIDER_SHARE },
  { name: AFTERWARDS, share: () => (rush?.isOn() ? RUSH_SHARE : CONCURRENCY) },
];

type Options = {
  connectionString: string;
  signal: AbortSignal /** Without: only what is queued is done. */;
  clock?: boolean;
  /** Is told of each job that begins. */
  rush?: KitchenRush;
};

/** Works on the queue until the runner is stopped. `pools`: the queue's names for this process's workers. */
export async function startQueue(
  services: Services,
  { connectionString, signal, clock = true, rush }: Options,
): Promise<{ runner: Runner; pools: readonly string[] }> {
  const fairness = createFairness(SHARE, (names) => othersWait(services.db, names), {
    kinds: kindsOfWork(rush),
    roomy: ROOMY,
  });
  const taskList: TaskList = Object.fromEntries(
    registry.map(({ name, run: handle }) => [
      name,
      async (payload, { job }) => {
        rush?.began(job);
        const { turn, names } = readFlags(job.flags);
        const workerId = job.locked_by ?? "";
        const alone = <T>(name: string | null, work: () => Promise<T>) =>
          name === null ? work() : inTurn(services.db, { name, workerId }, work);
        const own = { jobId: job.id, workerId };
        const onward = await fairness
          .run(names, () => alone(turn, () => handle(services, payload, { signal, workerId })))
          .catch(async (error: unknown) => {
            if (signal.aborted) await endJob(services.db, own, { error });
            throw error;
          });
        if (signal.aborted) await endJob(services.db, own);
        if (!onward) return;
        const { turn: next, fairKey } = onward;
        await goOn(services.db, onward, workerId, (work) => fairness.run([fairKey], () => alone(next, work)));
      },
    ]),
  );
  // The queue locks jobs by the name of the pool of workers.
  const pools: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => pools.push(workerPool.id));
  const look = oneAtATime();
  for (const end of ["job:start", "worker:getJob:empty", "worker:getJob:error"] as const) events.on(end, look.leave);
  outlastOutages();
  const runner = await run({
    connectionString,
    concurrency: CONCURRENCY,
    forbiddenFlags: async () => {
      await look.enter();
      return fairness.outOfTurn();
    },
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

/**
 * Who looks for a job holds every queue that it could be in: two at once, and one finds nothing and sleeps, with work waiting. And whose
 * turn it is only the last one's job decides.
 */
function oneAtATime(): { enter: () => Promise<void>; leave: () => void } {
  let last: Promise<void> = Promise.resolve();
  let leave = () => {};
  return {
    enter: async () => {
      const before = last;
      let done = () => {};
      last = new Promise((resolve) => {
        done = resolve;
      });
      await before;
      leave = done;
    },
    leave: () => leave(),
  };
}

const known = textArray(registry.map(({ name }) => name));

/**
 * As the queue itself looks for the next job: one of a kind that only a newer version knows is nobody's who waits here. When the database is away,
 * so is the queue.
 */
async function othersWait(db: Queryable, names: readonly string[]): Promise<boolean> {
  const [row] = await db.execute<{ wait: boolean }>(sql`
    select exists (
      select from graphile_worker._private_jobs j
       where j.is_available and j.run_at <= now()
         and j.task_id in (select t.id from graphile_worker._private_tasks t where t.identifier = any (${known}::text[]))
         and (j.flags ?| ${textArray(names)}::text[]) is not true
         and (j.job_queue_id is null
              or exists (select from graphile_worker._private_job_queues q where q.id = j.job_queue_id and q.is_available))
    ) as wait`);
  return row?.wait ?? false;
}

const schedules = () =>
  parseCronItems(
    registry.flatMap(({ name, schedule, low }) =>
      // No backfill: after an outage one run does the work of all that were missed.
      schedule
        ? [
            {
              task: name,
              match: schedule,
              identifier: name,
              options: { jobKey: name, queueName: name, maxAttempts: 1, ...(low ? { priority: LOW_PRIORITY } : {}) },
            },
          ]
        : [],
    ),
  );
