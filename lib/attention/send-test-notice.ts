import { withTenant } from "@/db/client";
import { claimTestNotice, holdAttentionSettings } from "@/db/queries/attention-settings";
import { appendAudit } from "@/db/queries/audit";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { testWords } from "./notice-words";
import { sendNotice } from "./send-notice";
import { mayChangeNotifications } from "./update-notification-settings";

/** Addresses are whatever somebody typed: they do not get one mail after the other. */
const PAUSE_MS = 30_000;

/** Goes the way of every notice, to everybody who would be told. Returns how many that are. */
export async function sendTestNotice(
  { db, now, payments: { appUrl } }: Pick<Services, "db" | "now" | "payments">,
  actor: Actor,
): Promise<number> {
  mayChangeNotifications(actor);
  const at = now();
  return withTenant(db, actor.merchantId, async (tx) => {
    const settings = await holdAttentionSettings(tx, { updatedAt: at, updatedBy: actor.userName });
    if (!(await claimTestNotice(tx, { at, before: new Date(at.getTime() - PAUSE_MS) })))
      throw new AppError("too_many_requests", "A test notice went out just now. Wait half a minute.");
    const told = await sendNotice(tx, settings, testWords(actor.userName, { appUrl, at }));
    if (told === 0)
      throw new AppError("conflict", "Nobody would be told: switch e-mail on, or enter the address of a webhook.");
    await appendAudit(tx, { merchantId: tx.merchantId, actor, action: "notifications.tested", subject: tx.merchantId });
    return told;
  });
}
