import { sql } from "drizzle-orm";
import type { Queryable } from "../client";

export type OperationFigure = { figure: string; label: string; value: number };

/** Sums over all merchants and the state of the queue; nothing that names anybody. */
export async function readOperationFigures(db: Queryable): Promise<OperationFigure[]> {
  const rows = await db.execute<{ figure: string; label: string; value: number }>(sql`
    select figure, label, value from gate.operation_figures()
    union all select 'jobs', case when locked_at is not null then 'running' when attempts >= max_attempts then 'failed'
        when run_at <= now() then 'due' else 'later' end, count(*)::float8
      from graphile_worker._private_jobs group by 2
    union all select 'jobs_due_age', '', coalesce(extract(epoch from now() - min(run_at)), 0)::float8
      from graphile_worker._private_jobs where locked_at is null and attempts < max_attempts and run_at <= now()`);
  return rows.map(({ figure, label, value }) => ({ figure, label, value: Number(value) }));
}
