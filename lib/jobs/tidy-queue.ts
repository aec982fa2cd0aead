import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { defineTask } from "./task";

export const tidyQueueTask = defineTask({ low: true, name: "jobs.tidy", payload: z.object({}) });

/**
 * Named queues without a job: each look for a job in a named queue goes through all of them. Nobody may store a job meanwhile: one that found its
 * queue there, and is committed when it is gone, would never run. Where somebody takes long it is left to the next hour.
 */
export async function tidyQueue(db: Database): Promise<void> {
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = '2s'`);
    await tx.execute(sql`lock table graphile_worker._private_job_queues in share row exclusive mode`);
    await tx.execute(sql`
      delete from graphile_worker._private_job_queues q
       where q.locked_at is null and not exists (select from graphile_worker._private_jobs j where j.job_queue_id = q.id)`);
  });
}
