import { withTenant } from "@/db/client";
import { findAttentionSettings } from "@/db/queries/attention-settings";
import { findIssue, noteNotice } from "@/db/queries/issues";
import type { Issue } from "@/db/schema";
import type { Services } from "@/lib/services";
import { issueWords } from "./notice-words";
import { sendNotice } from "./send-notice";
import { announceLater, type Notice } from "./tasks";

type Announcement = { merchantId: string; issueId: string; notice: Notice };

/** Somebody who has not seen the first notice by then is told once more, and not again. */
const REMIND_MS = 4 * 3_600_000;

const due: Record<Notice, (issue: Issue) => boolean> = {
  first: ({ resolvedAt, announcedAt }) => resolvedAt === null && announcedAt === null,
  reminder: ({ resolvedAt, announcedAt, remindedAt }) =>
    resolvedAt === null && announcedAt !== null && remindedAt === null,
  recovery: ({ resolvedAt, announcedAt, recoveryAt }) =>
    resolvedAt !== null && announcedAt !== null && recoveryAt === null,
};

/**
 * Tells people outside the page: when it begins, once more while it lasts, and when it is over. That it was told and the jobs that
 * tell it are one transaction; each of those is tried again by itself.
 */
export async function announceIssue(
  { db, now, payments: { appUrl } }: Pick<Services, "db" | "now" | "payments">,
  { merchantId, issueId, notice }: Announcement,
): Promise<void> {
  await withTenant(db, merchantId, async (tx) => {
    const issue = await findIssue(tx, issueId);
    if (!issue || !due[notice](issue)) return;
    const at = now();
    await sendNotice(tx, await findAttentionSettings(tx), issueWords(issue, notice, { appUrl, at }));
    const noted = { first: { announcedAt: at }, reminder: { remindedAt: at }, recovery: { recoveryAt: at } };
    await noteNotice(tx, issueId, noted[notice]);
    if (notice === "first") await announceLater(tx, issueId, "reminder", new Date(at.getTime() + REMIND_MS));
  });
}
