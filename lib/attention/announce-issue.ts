import { withTenant } from "@/db/client";
import { findAttentionSettings } from "@/db/queries/attention-settings";
import { findIssue, listOwnerEmails, noteNotice } from "@/db/queries/issues";
import type { Issue } from "@/db/schema";
import { sendMail } from "@/lib/mail/send";
import type { Services } from "@/lib/services";
import { noticeMail } from "./notice-mail";
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

/** Tells people outside the page: when it begins, once more while it lasts, and when it is over. */
export async function announceIssue(
  { db, now, payments: { appUrl } }: Pick<Services, "db" | "now" | "payments">,
  { merchantId, issueId, notice }: Announcement,
  send: typeof sendMail = sendMail,
): Promise<void> {
  const found = await withTenant(db, merchantId, async (tx) => {
    const issue = await findIssue(tx, issueId);
    if (!issue || !due[notice](issue)) return null;
    const settings = await findAttentionSettings(tx);
    if (settings && !settings.byEmail) return { issue, recipients: [] };
    const named = settings?.recipients ?? [];
    return { issue, recipients: named.length > 0 ? named : await listOwnerEmails(tx) };
  });
  if (!found) return;
  const at = now();
  for (const to of found.recipients) await send({ to, ...noticeMail(found.issue, notice, { appUrl, at }) });
  await withTenant(db, merchantId, async (tx) => {
    const noted = { first: { announcedAt: at }, reminder: { remindedAt: at }, recovery: { recoveryAt: at } };
    await noteNotice(tx, issueId, noted[notice]);
    if (notice === "first") await announceLater(tx, issueId, "reminder", new Date(at.getTime() + REMIND_MS));
  });
}
