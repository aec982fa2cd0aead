import type { TenantTransaction } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { writeLog } from "../connection/log";

export function requireItemEditor(actor: Actor): void {
  if (!can(actor, "items.edit")) throw new AppError("forbidden", "Only owners and managers can change items.");
}

/** The same words for an id that is not there and one of another merchant. */
export const noSuchItem = () => new AppError("not_found", "This item does not exist at this Lightspeed location.");

/** Who did what to an item, for the integration log and the audit trail. */
export async function noteItemChange(
  tx: TenantTransaction,
  now: Date,
  actor: Actor,
  change: { verb: string; action: string; name: string; subject: string; detail: Record<string, unknown> },
): Promise<void> {
  const { verb, action, name, subject, detail } = change;
  const message = `${actor.userName} ${verb} ${name}.`;
  await writeLog(tx, now, { level: "info", operation: "Items", message });
  await appendAudit(tx, { merchantId: tx.merchantId, actor, action, subject, detail });
}
