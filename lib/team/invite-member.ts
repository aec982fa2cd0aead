import { type TenantTransaction, withTenant } from "@/db/client";
import { appendAudit, countAudited } from "@/db/queries/audit";
import { findMember } from "@/db/queries/team";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import { insertUser } from "@/db/queries/users";
import { makeResetLink } from "@/lib/auth/password-reset";
import type { Actor } from "@/lib/auth/roles";
import { IDLE_SECONDS } from "@/lib/auth/session-token";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { Mail } from "@/lib/mail/send";
import type { Services } from "@/lib/services";
import type { InvitationInput } from "./member-input";
import { noSuchMember, requireTeamEditor } from "./rules";

export const INVITATION_DAYS = 7;
const MAX_MAILS_PER_HOUR = 5;
/** Of a whole team: an invitation that is withdrawn and written anew must not fill a stranger's inbox. */
const MAX_INVITATIONS_PER_HOUR = 20;

type Needs = Pick<Services, "db" | "now"> & { appUrl: string; send: (mail: Mail) => Promise<unknown> };

/** Whether the mail went out. The person is on the list either way, and the mail can be sent again. */
export type Invited = { id: string; mailed: boolean };

/** Adds a person without a password and mails a link with which they choose one. */
export async function inviteMember(needs: Needs, actor: Actor, input: InvitationInput): Promise<Invited> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  try {
    const { id } = await withTenant(needs.db, merchantId, async (tx) => {
      await requireFewInvitations(tx);
      const user = await insertUser(tx, { ...input, passwordHash: null });
      const detail = { name: input.name, role: input.role };
      await appendAudit(tx, { merchantId, actor, action: "member.invited", subject: user.id, detail });
      return user;
    });
    return { id, mailed: await mailInvitation(needs, actor, { id, email: input.email }) };
  } catch (error) {
    if (!isUniqueViolation(error, "users_email_uq")) throw error;
    throw new AppError("conflict", "Somebody signs in to Upvendo with this e-mail already. Use another one.");
  }
}

/** A new link; the earlier ones stop working. */
export async function resendInvitation(needs: Needs, actor: Actor, id: string): Promise<Invited> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  const email = await withTenant(needs.db, merchantId, async (tx) => {
    const member = await findMember(tx, id, IDLE_SECONDS);
    if (!member) throw noSuchMember();
    if (member.joined) throw new AppError("conflict", "This person has joined already.");
    if (member.disabledAt) throw new AppError("conflict", "This person is disabled. Enable them first.");
    await requireFewInvitations(tx);
    await appendAudit(tx, { merchantId, actor, action: "member.invited_again", subject: id });
    return member.email;
  });
  return { id, mailed: await mailInvitation(needs, actor, { id, email }) };
}

async function requireFewInvitations(tx: TenantTransaction): Promise<void> {
  if ((await countAudited(tx, ["member.invited", "member.invited_again"])) < MAX_INVITATIONS_PER_HOUR) return;
  throw new AppError(
    "too_many_requests",
    `${MAX_INVITATIONS_PER_HOUR} invitations went out within the hour. Try again later.`,
  );
}

async function mailInvitation(needs: Needs, actor: Actor, user: { id: string; email: string }): Promise<boolean> {
  const { merchantId, merchantName, userName } = actor;
  const link = await makeResetLink(needs, { id: user.id, merchantId }, INVITATION_DAYS * 24 * 60, {
    maxPerHour: MAX_MAILS_PER_HOUR,
    // Only the newest mail counts; where there is none, the one before it still does.
    only: true,
  });
  if (!link) throw new AppError("too_many_requests", "Five mails went out within the hour. Try again later.");
  try {
    await needs.send(invitationMail(user.email, { merchantName, userName, link: `${link}?invited=1` }));
    return true;
  } catch (error) {
    log.error({ error }, "an invitation could not be mailed");
    return false;
  }
}

type Words = { merchantName: string; userName: string; link: string };

function invitationMail(to: string, { merchantName, userName, link }: Words): Mail {
  return {
    to,
    subject: `Your Upvendo account for ${merchantName}`,
    text: [
      `${userName} invites you to the Upvendo back office of ${merchantName}.`,
      `Choose your password within ${INVITATION_DAYS} days, then sign in with this e-mail:`,
      link,
      "If you do not know who this is, ignore this mail: nothing happens.",
    ].join("\n\n"),
  };
}
