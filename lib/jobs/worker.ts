import { EventEmitter } from "node:events";
import { Logger, parseCronItems, run, type TaskList, type WorkerEvents } from "graphile-worker";
import { createDatabase } from "@/db/client";
import { getEnv, InvalidEnvironmentError } from "@/lib/env";
import { log } from "@/lib/log";
import { createServices } from "@/lib/services";
import { createFairness } from "./fairness";
import { startHeartbeat } from "./heartbeat";
import { runInbox } from "./inbox-loop";
import { notificationHandlers, onBeat, registry } from "./registry";

/** Jobs at a time in this process, and of those for one merchant. */
const CONCURRENCY = 10;
const SHARE = 5;

/** The background process. Any number may run against one database. */
async function main(): Promise<void> {
  const env = getEnv();
  const services = createServices(env, createDatabase(env.DATABASE_URL, { applicationName: "upvendo-worker" }));
  const stopping = new AbortController();
  const fairness = createFairness(SHARE);
  const taskList: TaskList = Object.fromEntries(
    registry.map(({ name, run: handle }) => [
      name,
      (payload, { job }) =>
        fairness.run(Object.keys(job.flags ?? {}), () => handle(services, payload, stopping.signal)),
    ]),
  );
  // The queue locks jobs by the name of the pool of workers.
  const pools: string[] = [];
  const events: WorkerEvents = new EventEmitter();
  events.on("pool:create", ({ workerPool }) => pools.push(workerPool.id));
  const runner = await run({
    connectionString: env.DATABASE_URL,
    concurrency: CONCURRENCY,
    forbiddenFlags: fairness.full,
    events,
    noHandleSignals: true,
    taskList,
    parsedCronItems: parseCronItems(
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
    ),
    logger: new Logger(() => (level, message) => {
      if (level === "error" || level === "warning") log.warn({ level }, message);
    }),
  });
  const heartbeat = await startHeartbeat({ db: services.db, workerIds: () => pools, also: () => onBeat(services) });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopping.abort();
      void runner.stop();
    });
  }
  const inbox = runInbox(services, notificationHandlers, env.DATABASE_URL, stopping.signal);
  // Last: whoever reads it may send the signal in the same moment.
  log.info("worker ready");
  await Promise.all([runner.promise, inbox]);
  await heartbeat.stop();
  await services.db.$client.end({ timeout: 2 });
}

main().catch((error: unknown) => {
  if (error instanceof InvalidEnvironmentError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ error }, "the worker stopped");
  process.exit(1);
});
