import { z } from "zod";
import { keepWebhookDays } from "@/db/queries/webhook-work";
import { defineTask } from "@/lib/jobs/task";
import type { Services } from "@/lib/services";

export const keepInboxTask = defineTask({ low: true, name: "webhooks.keep-inbox", payload: z.object({}) });

/** How long deliveries are kept. */
export const INBOX_DAYS = 30;

/** Makes the inbox's days to come and drops those past their time, as a whole. */
export async function keepInboxWithinBounds({ db }: Pick<Services, "db">): Promise<void> {
  await keepWebhookDays(db, INBOX_DAYS);
}
