import type { z } from "zod";
import { type TenantTransaction, withTenant } from "@/db/client";
import { findAttentionSettings } from "@/db/queries/attention-settings";
import { type Mail, sendMail } from "@/lib/mail/send";
import type { Services } from "@/lib/services";
import { raiseIssue } from "./raise-issue";
import { resolveIssue, resolveIssues } from "./resolve-issue";
import { recipientsOf } from "./send-notice";
import type { mailNoticeTask } from "./tasks";

const kind = "mail";

type Needs = Pick<Services, "db" | "now">;
type Notice = z.output<typeof mailNoticeTask.payload>;

/**
 * Sends one notice to one person, and keeps whether mails reach them: the queue tries for days and then gives up, and whoever waits for a mail would never hear
 * of that. Throws what the mail server said, for another try.
 */
export async function mailNotice(
  { db, now }: Needs,
  { merchantId, to, subject, text }: Notice,
  send: (mail: Mail) => Promise<boolean> = sendMail,
): Promise<void> {
  const note = async (write: (tx: TenantTransaction) => Promise<unknown>): Promise<void> => {
    if (merchantId) await withTenant(db, merchantId, write);
  };
  let sent: boolean;
  try {
    sent = await send({ to, subject, text });
  } catch (error) {
    await note((tx) => tell(tx, { to, subject, why: refused(error), at: now() }));
    throw error;
  }
  await note((tx) =>
    sent ? tellOver(tx, to, now()) : tell(tx, { to, subject, why: "Upvendo has no mail server.", at: now() }),
  );
}

/** SMTP: 5xx is for good, whatever comes before is put off (RFC 5321, 4.2.1). */
function refused(error: unknown): string {
  const code = error instanceof Error && "responseCode" in error ? error.responseCode : null;
  if (typeof code === "number" && code >= 500) return `The mail server refuses it (${code}).`;
  return typeof code === "number" ? `The mail server puts it off (${code}).` : "The mail server does not answer.";
}

type Trouble = Pick<Mail, "to" | "subject"> & { why: string; at: Date };

async function tell(tx: TenantTransaction, { to, subject, why, at }: Trouble): Promise<void> {
  if (!(await forgetOthers(tx, at)).includes(to)) return;
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind, key: to, severity: "warning", at, href: "/settings/notifications" },
    title: `Mails to ${to} do not go out`,
    body: `${why} The last one was “${subject}”. Each is tried again for four days and then given up; what it tells stands on Home.`,
    remedy:
      "See whether the address is right, or name another one. Where no address gets mails, tell whoever runs Upvendo for you. A webhook is told all the same.",
  });
}

async function tellOver(tx: TenantTransaction, to: string, at: Date): Promise<void> {
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: to, proof: `A mail to ${to} went out.`, at });
  await forgetOthers(tx, at);
}

/** Nobody waits for mails to an address that is told nothing any more. Gives those that are. */
export async function forgetOthers(tx: TenantTransaction, at: Date): Promise<string[]> {
  const recipients = await recipientsOf(tx, await findAttentionSettings(tx));
  await resolveIssues(tx, {
    ...{ kinds: [kind], except: recipients, at },
    proof: "Nothing is mailed to this address any more.",
  });
  return recipients;
}
