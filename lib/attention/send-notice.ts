import { randomUUID } from "node:crypto";
import type { TenantTransaction } from "@/db/client";
import { listOwnerEmails } from "@/db/queries/issues";
import type { AttentionSettings } from "@/db/schema";
import { enqueue } from "@/lib/jobs/task";
import type { NoticeWords } from "./notice-words";
import { callWebhookLater, mailNoticeTask } from "./tasks";

type Routes = Pick<AttentionSettings, "byEmail" | "recipients" | "webhookUrl" | "webhookSecret">;

/** Whom a notice reaches by mail. Without settings, or with nobody named: the owners. */
export async function recipientsOf(tx: TenantTransaction, settings: Routes | null): Promise<string[]> {
  if (settings && !settings.byEmail) return [];
  return settings && settings.recipients.length > 0 ? settings.recipients : listOwnerEmails(tx);
}

/** Stores the jobs that tell it, in the caller's transaction. Returns how many that are. */
export async function sendNotice(
  tx: TenantTransaction,
  settings: Routes | null,
  { subject, text, event }: NoticeWords,
): Promise<number> {
  const recipients = await recipientsOf(tx, settings);
  for (const to of recipients) await enqueue(tx, mailNoticeTask, { merchantId: tx.merchantId, to, subject, text });
  if (!settings?.webhookUrl || !settings.webhookSecret) return recipients.length;
  await callWebhookLater(tx, { messageId: `msg_${randomUUID()}`, subject, body: JSON.stringify(event) });
  return recipients.length + 1;
}
