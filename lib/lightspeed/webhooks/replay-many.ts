import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { countDeliveries, countPendingOf } from "@/db/queries/webhook-events";
import { endReplay, findNewestReplay, findReplay, insertReplay } from "@/db/queries/webhook-replays";
import type { WebhookReplay } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { formatCount, formatNumber, nowhere } from "@/lib/format";
import { enqueue } from "@/lib/jobs/task";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { type DeliveryFilterInput, deliveryFilterSchema, toDeliveryFilter } from "./delivery-filter";
import { mayReplay } from "./replay";
import { replayManyTask } from "./replay-many.task";

type Needs = Pick<Services, "db" | "now">;

/** More at once are refused: narrow the filter. */
export const MOST_REPLAYED = 100_000;

export type ReplayProgress = {
  id: string;
  status: WebhookReplay["status"];
  total: number;
  /** Worked on again so far, to whatever end. */
  done: number;
  byName: string;
  startedAt: string;
};

/** How many deliveries a replay with this filter would take. */
export async function previewReplay(
  { db }: Needs,
  actor: Actor,
  filter: DeliveryFilterInput,
): Promise<{ count: number }> {
  mayReplay(actor);
  const wanted = toDeliveryFilter(filter);
  return withTenant(db, actor.merchantId, async (tx) => ({
    count: await countDeliveries(tx, wanted, MOST_REPLAYED + 1),
  }));
}

/** Starts replaying what matches now. `expected` is the count that was shown: where it is no longer true, nothing starts. */
export async function startReplay(
  { db, now }: Needs,
  actor: Actor,
  { filter, expected }: { filter: DeliveryFilterInput; expected: number },
): Promise<{ replayId: string }> {
  mayReplay(actor);
  return withTenant(db, actor.merchantId, async (tx) => {
    const total = await countDeliveries(tx, toDeliveryFilter(filter), MOST_REPLAYED + 1);
    if (total === 0) throw new AppError("not_found", "There is no delivery like this.");
    if (total > MOST_REPLAYED)
      throw new AppError(
        "conflict",
        `More than ${formatNumber(MOST_REPLAYED, nowhere)} deliveries match. Narrow the filter.`,
      );
    if (total !== expected)
      throw new AppError(
        "conflict",
        `Now ${formatCount(total, "delivery matches", "deliveries match")} instead of ${expected}. Look again before you start.`,
      );
    if ((await findNewestReplay(tx))?.status === "running")
      throw new AppError("conflict", "Another replay is running. Wait for it or cancel it first.");
    const stored = deliveryFilterSchema.parse(filter);
    const replayId = await insertReplay(tx, { filter: stored, total, until: now(), byName: actor.userName });
    await enqueue(tx, replayManyTask, { merchantId: tx.merchantId, replayId }, { key: `replay:${replayId}` });
    await note(tx, actor, "deliveries.replay_started", replayId, { ...stored, total });
    return { replayId };
  });
}

/** What was not begun yet stays as it is; what was begun is worked on to its end. */
export async function cancelReplay({ db }: Needs, actor: Actor, { replayId }: { replayId: string }): Promise<void> {
  mayReplay(actor);
  await withTenant(db, actor.merchantId, async (tx) => {
    if (!(await endReplay(tx, replayId))) throw new AppError("conflict", "This replay has ended already.");
    await note(tx, actor, "deliveries.replay_cancelled", replayId, {});
  });
}

/** Null where there is none; without an id the newest. */
export async function findReplayProgress(
  { db }: Needs,
  merchantId: string,
  replayId?: string,
): Promise<ReplayProgress | null> {
  return withTenant(db, merchantId, async (tx) => {
    const replay = replayId === undefined ? await findNewestReplay(tx) : await findReplay(tx, replayId);
    if (!replay) return null;
    const { id, status, total, done, byName, createdAt } = replay;
    const pending = await countPendingOf(tx, id);
    return { id, status, total, done: Math.max(0, done - pending), byName, startedAt: createdAt.toISOString() };
  });
}

async function note(
  tx: TenantTransaction,
  actor: Actor,
  action: string,
  subject: string,
  detail: Record<string, unknown>,
): Promise<void> {
  await appendAudit(tx, { merchantId: tx.merchantId, actor, action, subject, detail });
  await publishLive(tx, tx.merchantId, "webhooks", { replayId: subject });
}
