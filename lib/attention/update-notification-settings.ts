import { type TenantTransaction, withTenant } from "@/db/client";
import { holdAttentionSettings, saveAttentionSettings } from "@/db/queries/attention-settings";
import { appendAudit } from "@/db/queries/audit";
import type { AttentionSettings } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { forgetOthers } from "./mail-notice";
import type { RecipientsInput } from "./notification-input";
import { sealWebhookSecret, sealWebhookUrl } from "./sealed-webhook";
import { checkWebhookAddress, mayCallLoopback } from "./webhook-address";
import { newWebhookSecret } from "./webhook-signature";

type Needs = Pick<Services, "db" | "keyring" | "now" | "payments">;

export async function changeRecipients(
  { db, now }: Pick<Needs, "db" | "now">,
  actor: Actor,
  { byEmail, recipients }: RecipientsInput,
): Promise<void> {
  mayChangeNotifications(actor);
  await change(db, actor, now(), async (tx) => {
    await saveAttentionSettings(tx, { byEmail, recipients });
    await forgetOthers(tx, now());
    await note(tx, actor, "recipients_changed", { byEmail, addresses: recipients.length });
  });
}

/** The secret, where this is the first address: later ones are signed with the same. */
export async function setWebhook(
  { db, keyring, now, payments: { appUrl } }: Needs,
  actor: Actor,
  { address }: { address: string },
): Promise<{ secret: string | null }> {
  mayChangeNotifications(actor);
  const checked = checkWebhookAddress(address, { loopback: mayCallLoopback(appUrl) });
  if (!checked.ok) throw new AppError("invalid_input", checked.message);
  const { href, host } = checked.url;
  return change(db, actor, now(), async (tx, row) => {
    const secret = row.webhookSecret ? null : newWebhookSecret();
    await saveAttentionSettings(tx, {
      ...{ webhookUrl: sealWebhookUrl(keyring, row, href), webhookOutcome: null },
      ...(secret ? { webhookSecret: sealWebhookSecret(keyring, row, secret) } : {}),
    });
    await note(tx, actor, "webhook_set", { host });
    return { secret };
  });
}

/** From now on everything is signed with the new one. */
export async function replaceWebhookSecret({ db, keyring, now }: Needs, actor: Actor): Promise<{ secret: string }> {
  mayChangeNotifications(actor);
  return change(db, actor, now(), async (tx, row) => {
    if (!row.webhookUrl) throw new AppError("not_found", "There is no webhook any more.");
    const secret = newWebhookSecret();
    await saveAttentionSettings(tx, { webhookSecret: sealWebhookSecret(keyring, row, secret) });
    await note(tx, actor, "secret_replaced", {});
    return { secret };
  });
}

/** Forgets the address, its secret, and how the last delivery ended. */
export async function removeWebhook({ db, now }: Pick<Needs, "db" | "now">, actor: Actor): Promise<void> {
  mayChangeNotifications(actor);
  await change(db, actor, now(), async (tx, row) => {
    if (!row.webhookUrl) return;
    await saveAttentionSettings(tx, { webhookUrl: null, webhookSecret: null, webhookOutcome: null });
    await note(tx, actor, "webhook_removed", {});
  });
}

export function mayChangeNotifications(actor: Actor): void {
  if (!can(actor, "notifications.edit"))
    throw new AppError("forbidden", "Only owners and managers can change notifications.");
}

async function change<T>(
  db: Needs["db"],
  actor: Actor,
  at: Date,
  work: (tx: TenantTransaction, row: AttentionSettings) => Promise<T>,
): Promise<T> {
  return withTenant(db, actor.merchantId, async (tx) => {
    const by = { updatedAt: at, updatedBy: actor.userName };
    const done = await work(tx, await holdAttentionSettings(tx, by));
    await saveAttentionSettings(tx, by);
    return done;
  });
}

const note = (tx: TenantTransaction, actor: Actor, what: string, detail: Record<string, unknown>) =>
  appendAudit(tx, {
    merchantId: tx.merchantId,
    actor,
    action: `notifications.${what}`,
    subject: tx.merchantId,
    detail,
  });
