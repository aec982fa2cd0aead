import { type SQL, sql } from "drizzle-orm";
import type { Queryable } from "@/db/client";
import { log, withoutParameters } from "@/lib/log";

type Own = { jobId: string; workerId: string };
type Failure = { error: unknown };

/**
 * Writes down that a job is over, or that it failed, as the queue itself does, which may do it once more. The queue waits for none of its own ends and closes
 * its connections with the last job: of a worker that is told to stop that job would be kept by nobody, and done once more by another.
 */
export async function endJob(db: Queryable, own: Own, failure?: Failure): Promise<void> {
  await db.execute(endOf(own, failure)).catch((error: unknown) => {
    // Then another worker does it once more.
    log.warn({ error }, "the end of a job was not written down");
  });
}

/** The statement for it: gone, or again after a pause that grows. Whoever was taken for dead has the job no more, and changes nothing. */
export const endOf = (own: Own, failure?: Failure): SQL => (failure ? failed(own, failure.error) : over(own));

const over = ({ jobId, workerId }: Own): SQL => sql`
  with ended as (
    delete from graphile_worker._private_jobs where id = ${jobId}::bigint and locked_by = ${workerId} returning job_queue_id)
  ${freeQueueOf(workerId)}`;

const failed = ({ jobId, workerId }: Own, error: unknown): SQL => sql`
  with ended as (
    update graphile_worker._private_jobs
       set last_error = ${withoutParameters(error instanceof Error ? error.message : String(error))}, locked_by = null, locked_at = null,
           run_at = greatest(now(), run_at) + exp(least(attempts, 10)) * interval '1 second'
     where id = ${jobId}::bigint and locked_by = ${workerId} returning job_queue_id)
  ${freeQueueOf(workerId)}`;

const freeQueueOf = (workerId: string): SQL => sql`
  update graphile_worker._private_job_queues q set locked_by = null, locked_at = null
    from ended where q.id = ended.job_queue_id and q.locked_by = ${workerId}`;
