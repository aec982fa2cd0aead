import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { replayEvent } from "@/db/queries/webhook-events";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";

/** Lets a delivery be worked on once more. What it has done already is not done again: the handlers see to that. */
export async function replayDelivery(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { eventId }: { eventId: string },
): Promise<void> {
  mayReplay(actor);
  await withTenant(db, actor.merchantId, async (tx) => {
    if (!(await replayEvent(tx, eventId, actor.userName)))
      throw new AppError("not_found", "This delivery does not exist.");
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "delivery.replayed", subject: eventId });
    await publishLive(tx, tx.merchantId, "webhooks", { eventId });
  });
}

export function mayReplay(actor: Actor): void {
  if (!can(actor, "connection.manage")) throw new AppError("forbidden", "Only owners and managers can redeliver.");
}
