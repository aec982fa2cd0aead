import { z } from "zod";
import type { TenantTransaction } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

export const notices = ["first", "reminder", "recovery"] as const;
export type Notice = (typeof notices)[number];

export const announceIssueTask = defineTask({
  name: "attention.announce",
  payload: z.object({ merchantId: z.uuid(), issueId: z.uuid(), notice: z.enum(notices) }),
});

/** One mail to one person, so that an address that does not work keeps nobody else's from going out. */
export const mailNoticeTask = defineTask({
  name: "attention.mail",
  payload: z.object({
    /** Whose it is. */
    merchantId: z.uuid().optional(),
    to: z.string(),
    subject: z.string(),
    text: z.string(),
  }),
});

/** One message to the merchant's webhook, whole: each try says the same under the same id. */
export const callWebhookTask = defineTask({
  name: "attention.call-webhook",
  payload: z.object({
    merchantId: z.uuid(),
    messageId: z.string(),
    subject: z.string(),
    body: z.string(),
    attempt: z.number().int().default(1),
  }),
});

export type WebhookCall = z.output<typeof callWebhookTask.payload>;

export async function announceLater(
  tx: TenantTransaction,
  issueId: string,
  notice: Notice,
  runAt: Date,
): Promise<void> {
  const { merchantId } = tx;
  await enqueue(
    tx,
    announceIssueTask,
    { merchantId, issueId, notice },
    // One after the other, so that no notice goes out twice.
    { key: `attention.${notice}:${issueId}`, serialKey: `attention:${merchantId}`, runAt },
  );
}

/** Behind one another, so that a receiver that does not answer holds up nobody but its merchant. */
export async function callWebhookLater(
  tx: TenantTransaction,
  call: Omit<z.input<typeof callWebhookTask.payload>, "merchantId">,
  runAt?: Date,
): Promise<void> {
  const { merchantId } = tx;
  await enqueue(
    tx,
    callWebhookTask,
    { merchantId, ...call },
    {
      key: `attention.webhook:${call.messageId}`,
      serialKey: `attention.webhook:${merchantId}`,
      ...(runAt ? { runAt } : {}),
    },
  );
}
