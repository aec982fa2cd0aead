import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Queryable } from "@/db/client";
import { defineTask } from "./task";

export const tidyQueueTask = defineTask({ low: true, name: "jobs.tidy", payload: z.object({}) });

/** Named queues without a job: each look for a job in a named queue goes through all of them. As the library's own clean-up does it. */
export async function tidyQueue(db: Queryable): Promise<void> {
  await db.execute(sql`
    delete from graphile_worker._private_job_queues q
     where q.locked_at is null and not exists (select from graphile_worker._private_jobs j where j.job_queue_id = q.id)`);
}
