import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { deleteInvitedMember, findMember, setMemberDisabled, setMemberRole } from "@/db/queries/team";
import { revokeSessions } from "@/db/queries/users";
import type { UserRole } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { IDLE_SECONDS } from "@/lib/auth/session-token";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { noSuchMember, requireAnotherOwner, requireTeamEditor } from "./rules";

type Needs = Pick<Services, "db">;

/** Ends the person's sessions, so that the new rights hold at once. */
export async function changeRole({ db }: Needs, actor: Actor, id: string, role: UserRole): Promise<void> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const member = await findMember(tx, id, IDLE_SECONDS);
    if (!member) throw noSuchMember();
    if (role !== "owner") await requireAnotherOwner(tx, id);
    if (!(await setMemberRole(tx, id, role))) return;
    const detail = { name: member.name, from: member.role, to: role };
    await appendAudit(tx, { merchantId, actor, action: "member.role_changed", subject: id, detail });
  });
}

/** A disabled person is signed out everywhere and cannot sign in until enabled again. */
export async function setDisabled({ db }: Needs, actor: Actor, id: string, disabled: boolean): Promise<void> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  if (disabled && id === actor.userId) throw new AppError("conflict", "You cannot disable yourself.");
  await withTenant(db, merchantId, async (tx) => {
    const member = await findMember(tx, id, IDLE_SECONDS);
    if (!member) throw noSuchMember();
    if (disabled) await requireAnotherOwner(tx, id);
    if (!(await setMemberDisabled(tx, id, disabled))) return;
    const action = disabled ? "member.disabled" : "member.enabled";
    await appendAudit(tx, { merchantId, actor, action, subject: id, detail: { name: member.name } });
  });
}

/** Signs the person out on every device. Safe to repeat. */
export async function endMemberSessions({ db }: Needs, actor: Actor, id: string): Promise<void> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const member = await findMember(tx, id, IDLE_SECONDS);
    if (!member) throw noSuchMember();
    const sessions = await revokeSessions(tx, { userId: id });
    if (sessions === 0) return;
    const detail = { name: member.name, sessions };
    await appendAudit(tx, { merchantId, actor, action: "member.signed_out", subject: id, detail });
  });
}

/** Only before the person has joined; afterwards they are disabled instead, so that the audit trail keeps its names. */
export async function withdrawInvitation({ db }: Needs, actor: Actor, id: string): Promise<void> {
  requireTeamEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const member = await findMember(tx, id, IDLE_SECONDS);
    if (!member) throw noSuchMember();
    if (!(await deleteInvitedMember(tx, id)))
      throw new AppError("conflict", "This person has joined already. Disable them instead.");
    await appendAudit(tx, {
      ...{ merchantId, actor, action: "member.invitation_withdrawn", subject: id },
      detail: { name: member.name },
    });
  });
}
