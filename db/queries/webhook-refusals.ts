import { sql } from "drizzle-orm";
import type { Queryable } from "../client";

export async function countWebhookRefusals(db: Queryable, counts: Record<string, number>): Promise<void> {
  await db.execute(sql`select gate.count_webhook_refusals(${JSON.stringify(counts)}::jsonb)`);
}

export type RefusalCount = { reason: string; count: number; lastAt: Date };

/** What was refused since then, over all merchants: a stranger names none. */
export async function listWebhookRefusals(db: Queryable, since: Date): Promise<RefusalCount[]> {
  const rows = await db.execute<{ reason: string; count: string; last_at: string }>(
    sql`select reason, count, last_at from gate.list_webhook_refusals(${since.toISOString()}::timestamptz) order by reason`,
  );
  return rows.map(({ reason, count, last_at }) => ({ reason, count: Number(count), lastAt: new Date(last_at) }));
}
