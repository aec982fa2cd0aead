import { and, desc, eq, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import { type WebhookReplay, webhookReplays } from "../schema";

type NewReplay = Pick<WebhookReplay, "filter" | "total" | "until" | "byName">;

export async function insertReplay(tx: TenantTransaction, replay: NewReplay): Promise<string> {
  const [row] = await tx
    .insert(webhookReplays)
    .values({ ...replay, merchantId: tx.merchantId })
    .returning({ id: webhookReplays.id });
  if (!row) throw new Error("the replay was not stored");
  return row.id;
}

export async function findReplay(tx: TenantTransaction, id: string): Promise<WebhookReplay | null> {
  const [row] = await tx.select().from(webhookReplays).where(own(tx, id));
  return row ?? null;
}

/** The replay if it still runs, held until the transaction ends, so that cancelling takes its turn. */
export async function holdRunningReplay(tx: TenantTransaction, id: string): Promise<WebhookReplay | null> {
  const [row] = await tx
    .select()
    .from(webhookReplays)
    .where(and(own(tx, id), eq(webhookReplays.status, "running")))
    .for("update");
  return row ?? null;
}

export async function findNewestReplay(tx: TenantTransaction): Promise<WebhookReplay | null> {
  const [row] = await tx
    .select()
    .from(webhookReplays)
    .where(eq(webhookReplays.merchantId, tx.merchantId))
    .orderBy(desc(webhookReplays.createdAt))
    .limit(1);
  return row ?? null;
}

/** The cursor as text, since a JavaScript date would cut the microseconds off. */
export async function moveReplay(
  tx: TenantTransaction,
  id: string,
  { count, cursor }: { count: number; cursor: { at: string; id: string } | null },
): Promise<void> {
  await tx
    .update(webhookReplays)
    .set({
      done: sql`${webhookReplays.done} + ${count}`,
      updatedAt: sql`now()`,
      ...(cursor ? { cursorAt: sql`${cursor.at}::timestamptz`, cursorId: cursor.id } : { status: "completed" }),
    })
    .where(own(tx, id));
}

/** False when it no longer runs. */
export async function endReplay(tx: TenantTransaction, id: string): Promise<boolean> {
  const rows = await tx
    .update(webhookReplays)
    .set({ status: "cancelled", updatedAt: sql`now()` })
    .where(and(own(tx, id), eq(webhookReplays.status, "running")))
    .returning({ id: webhookReplays.id });
  return rows.length > 0;
}

export async function readReplayCursor(tx: TenantTransaction, id: string): Promise<{ at: string; id: string } | null> {
  const [row] = await tx
    .select({ at: sql<string | null>`${webhookReplays.cursorAt}::text`, id: webhookReplays.cursorId })
    .from(webhookReplays)
    .where(own(tx, id));
  return row?.at && row.id ? { at: row.at, id: row.id } : null;
}

const own = (tx: TenantTransaction, id: string) =>
  and(eq(webhookReplays.merchantId, tx.merchantId), eq(webhookReplays.id, id));
