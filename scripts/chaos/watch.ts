import { setTimeout as delay } from "node:timers/promises";
import type postgres from "postgres";
import type { Violation } from "./check";

type Held = { id: string; worker: string };

/** Whoever dies or freezes, another goes on with its work within this time. */
const RECOVERY_MS = 30_000;
const GIVE_UP_MS = 120_000;

/** Looks at the queue while everything goes wrong: whether work is lost between an order and its job, and how long a dead worker's is left alone. */
export function watchQueue(sql: postgres.Sql) {
  const recoveries: number[] = [];
  const orphans = new Map<string, string>();
  const measuring: Promise<void>[] = [];
  let over = false;

  const heldJobs = (): Promise<Held[] | null> =>
    sql<Held[]>`
      select id::text, locked_by as worker from graphile_worker._private_jobs where locked_by is not null`.then(
      (rows) => [...rows],
      () => null,
    );

  /** From now until nothing is held any more by whoever held it now: not less than what the dead one's jobs waited. */
  const measure = async () => {
    const since = performance.now();
    const passed = () => performance.now() - since;
    let before = await heldJobs();
    while (before === null && passed() < GIVE_UP_MS) {
      await delay(100);
      before = await heldJobs();
    }
    while ((before ?? []).length > 0 && passed() < GIVE_UP_MS) {
      await delay(250);
      const now = await heldJobs();
      before = now
        ? (before ?? []).filter((one) => now.some((it) => it.id === one.id && it.worker === one.worker))
        : before;
    }
    recoveries.push(passed());
  };

  /** In one statement, so at one moment: what an order waits for exists exactly when the order does. */
  const look = async () => {
    const rows = await sql<{ what: string }[]>`
      select o.number || ' is ' || o.status || ' and has no job' as what from orders o
       where (o.status = 'paid' or (o.status = 'on_pos' and o.payment_mode = 'separate'))
         and not exists (select from graphile_worker._private_jobs j where j.payload->>'orderId' = o.id::text)
      union all
      select t.identifier || ' is for no order' from graphile_worker._private_jobs j
        join graphile_worker._private_tasks t on t.id = j.task_id
       where j.payload->>'orderId' is not null and not exists (select from orders o where o.id::text = j.payload->>'orderId')`;
    for (const { what } of rows) orphans.set(what, what);
  };
  const looking = (async () => {
    while (!over) {
      await look().catch(() => undefined);
      await delay(300);
    }
  })();

  return {
    /** Call it right after somebody was killed or frozen. */
    afterBlow: () => void measuring.push(measure()),
    end: async (): Promise<{ recoverySeconds: number; violations: Violation[] }> => {
      over = true;
      await Promise.all([looking, ...measuring]);
      const slowest = Math.max(0, ...recoveries);
      const slow = slowest > RECOVERY_MS ? [`${Math.round(slowest / 1_000)} s until others went on`] : [];
      return {
        recoverySeconds: Math.round(slowest / 100) / 10,
        violations: [
          ...[...orphans.keys()].map((what) => ({ rule: "orphan", order: "-", what })),
          ...slow.map((what) => ({ rule: "slow recovery", order: "-", what })),
        ],
      };
    },
  };
}
