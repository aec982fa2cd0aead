import { execFileSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { freePort } from "@/db/embedded/free-port";
import { isAlive } from "@/db/embedded/process-identity";
import { serverUser } from "@/db/embedded/run-as";
import { type DurableDatabase, startDurableDatabase } from "@/lib/testing/durable-database";
import { type OwnProcess, startIngest, startWorker } from "@/lib/testing/ingest-process";
import { sendThrough } from "@/lib/testing/send-through";

// TEST_ROUNDS=1: as long as the proof asks for.
const long = inject("longRounds") > 0;
const AWAY_S = long ? 60 : 3;
const PER_SECOND = long ? 100 : 30;

let database: DurableDatabase;
let owner: postgres.Sql;
let receiver: OwnProcess;
let worker: OwnProcess;
let url: string;
beforeAll(async () => {
  database = await startDurableDatabase();
  owner = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  [receiver, worker] = await Promise.all([startIngest(database.appUrl, port), startWorker(database.appUrl)]);
}, 120_000);
afterAll(async () => {
  await Promise.all([receiver.kill(), worker.kill()]);
  await owner.end();
  await database.remove();
});

const hangUpOnTheApp = () =>
  owner`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${new URL(database.appUrl).username}`;

/** Somebody's session that holds the inbox, as a change of the schema does. */
async function lockTheInbox() {
  const somebody = await postgres(database.ownerUrl, { max: 1, onnotice: () => {} }).reserve();
  await somebody`begin`;
  await somebody`lock table webhook_events in access exclusive mode`;
  return async () => {
    await somebody`rollback`;
    somebody.release();
  };
}

async function allowNoConnection() {
  const role = owner(new URL(database.appUrl).username);
  await owner`alter role ${role} connection limit 0`;
  await hangUpOnTheApp();
  return async () => void (await owner`alter role ${role} connection limit -1`);
}

/** In the words that the server has for it. */
async function sayThatTheDiskIsFull() {
  await owner.unsafe(`
    create function public.disk_full() returns trigger language plpgsql as
      $$ begin raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$;
    create trigger disk_full before insert or update on webhook_events for each row execute function public.disk_full()`);
  // The whole table first, as every other session does: dropping would begin with one of its parts, and could wait for a session that waits for it.
  return () =>
    owner.begin(async (tx) => {
      await tx`lock table webhook_events in access exclusive mode`;
      await tx`drop function public.disk_full cascade`;
    });
}

/** The system itself lets the server write no file beyond 16 MB, which is a segment of its log; the inbox's is longer, and filled to its end. */
async function letNoFileGrow() {
  const fill = (sql: postgres.Sql, rows: number, size: number) => sql`
    insert into webhook_events (id, environment, verified, body, status, correlation_id)
    select gen_random_uuid(), 'sandbox', true, repeat('x', ${size}::int), 'ignored', gen_random_uuid() from generate_series(1, ${rows}::int)`;
  await fill(owner, 10_000, 1_600);
  // As the server's own user: root in a container may not change another user's limits.
  const limit = (bytes: string) =>
    void execFileSync("prlimit", ["--pid", String(database.pid()), `--fsize=${bytes}:`], serverUser ?? {});
  limit(String(16 * 1024 * 1024));
  // A limit is inherited: by the connections that are made from now on.
  await hangUpOnTheApp();
  const late = postgres(database.ownerUrl, { max: 1, onnotice: () => {} });
  const full = async (): Promise<string> => {
    for (;;)
      try {
        await fill(late, 200, 100);
      } catch (error) {
        return String(error);
      }
  };
  expect(await full()).toMatch(/could not extend file/);
  await late.end();
  return async () => {
    limit("unlimited");
    await hangUpOnTheApp();
  };
}

const open = async () => Number((await owner`select count(*) from webhook_events where status = 'received'`)[0]?.count);

test.each([
  ["locked", "a table that somebody has locked", lockTheInbox],
  ["crowded", "no connection left", allowNoConnection],
  ["told", "a full disk, as the server says it", sayThatTheDiskIsFull],
  ["full", "a file that cannot grow", letNoFileGrow],
] as const)(
  "%s: with %s the receiver says 503 with Retry-After within a second, and both it and the worker go on by themselves",
  async (mark, _, begin) => {
    const trouble = async () => {
      await pause(1_000);
      const end = await begin();
      const from = performance.now();
      await pause(AWAY_S * 1_000);
      await end();
      return { from, to: performance.now() };
    };
    const plan = { mark, url, seconds: AWAY_S + 4, perSecond: PER_SECOND, trouble };
    const { log, lost, slowest, recoveredMs } = await sendThrough(database.ownerUrl, plan);
    expect(log.refusals.length).toBeGreaterThan(PER_SECOND);
    expect(log.refusals.filter(({ status, retryAfter }) => status !== 503 || retryAfter !== "5")).toEqual([]);
    expect(slowest).toBeLessThan(1_000);
    expect(recoveredMs).toBeLessThan(5_000);
    expect(log.acknowledged).toHaveLength(plan.seconds * PER_SECOND);
    expect(lost).toEqual([]);
    while (isAlive(worker.pid) && (await open()) > 0) await pause(100);
    for (const one of [receiver, worker]) expect(isAlive(one.pid), one.output().slice(-2_000)).toBe(true);
  },
  300_000,
);
