import { setTimeout as pause } from "node:timers/promises";
import type postgres from "postgres";

/** Waits until the worker has done what was asked of it for this merchant: nothing of theirs is waiting any more. */
export async function backgroundWorkDone(owner: postgres.Sql, merchantId: string, limitMs = 30_000): Promise<void> {
  const until = performance.now() + limitMs;
  for (;;) {
    const waiting = await owner`
      select t.identifier from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
       where j.payload->>'merchantId' = ${merchantId} and j.run_at < now() + interval '1 second' limit 1`;
    if (waiting.length === 0) return;
    if (performance.now() > until) throw new Error(`the worker has not done ${waiting[0]?.identifier} in time`);
    await pause(50);
  }
}
