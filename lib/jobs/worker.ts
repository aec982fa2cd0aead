import { createDatabase } from "@/db/client";
import { getEnv, InvalidEnvironmentError } from "@/lib/env";
import { log } from "@/lib/log";
import { createServices } from "@/lib/services";
import { createDatabaseClock } from "./database-clock";
import { startHeartbeat } from "./heartbeat";
import { runInbox } from "./inbox-loop";
import { createKitchenRush } from "./kitchen-rush";
import { notificationHandlers, onBeat } from "./registry";
import { startQueue } from "./start-queue";

const LAST_MS = 3_000;
/** What is under way has so long once it is told to stop. Supervisors kill after 30 s and more. */
const STOP_MS = 25_000;

/** The background process. Any number may run against one database. */
async function main(): Promise<void> {
  const env = getEnv();
  const db = createDatabase(env.DATABASE_URL, { applicationName: "upvendo-worker", plans: "kept" });
  const clock = createDatabaseClock(db);
  const services = { ...createServices(env, db), now: clock.now };
  // Before the first job: by a wrong clock an order may look too late.
  await clock.set();
  const stopping = new AbortController();
  const rush = createKitchenRush(services.now);
  const { runner, pools } = await startQueue(services, {
    connectionString: env.DATABASE_URL,
    signal: stopping.signal,
    rush,
  });
  const onEachBeat = () => clock.set().then(() => onBeat(services));
  const heartbeat = await startHeartbeat({ db, workerIds: () => pools, also: onEachBeat });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      stopping.abort();
      void runner.stop();
      // With the database away the queue tries for long to write down what is over: others have its work by then.
      setTimeout(() => {
        log.warn("what was under way did not end in time: its jobs go to other workers");
        process.exit(0);
      }, STOP_MS).unref();
    });
  }
  const inbox = runInbox(services, notificationHandlers, {
    ...{ databaseUrl: env.DATABASE_URL, signal: stopping.signal, rush },
  });
  // Last: whoever reads it may send the signal in the same moment.
  log.info("worker ready");
  await Promise.all([runner.promise, inbox]);
  await heartbeat.stop();
  await db.$client.end({ timeout: 2 });
  // An end of a job that the database does not take is tried for long: its job goes to another worker.
  setTimeout(() => process.exit(0), LAST_MS).unref();
}

main().catch((error: unknown) => {
  if (error instanceof InvalidEnvironmentError) process.stderr.write(`${error.message}\n`);
  else log.fatal({ error }, "the worker stopped");
  process.exit(1);
});
