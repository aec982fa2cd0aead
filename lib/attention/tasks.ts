import { z } from "zod";
import type { TenantTransaction } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

export const notices = ["first", "reminder", "recovery"] as const;
export type Notice = (typeof notices)[number];

export const announceIssueTask = defineTask({
  name: "attention.announce",
  payload: z.object({ merchantId: z.uuid(), issueId: z.uuid(), notice: z.enum(notices) }),
});

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
