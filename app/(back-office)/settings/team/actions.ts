"use server";

import { revalidatePath } from "next/cache";
import { notFound, redirect } from "next/navigation";
import type { InvitationFormState } from "@/components/team/invitation-form";
import type { MemberFormState } from "@/components/team/member-form";
import { actionActor } from "@/lib/auth/action";
import { getEnv } from "@/lib/env";
import { fieldText, formFrom } from "@/lib/form";
import { sendMail } from "@/lib/mail/send";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";
import { changeRole, endMemberSessions, setDisabled, withdrawInvitation } from "@/lib/team/change-member";
import { inviteMember, resendInvitation } from "@/lib/team/invite-member";
import { invitationInput, roleInput } from "@/lib/team/member-input";
import { isUuid } from "@/lib/uuid";

const needs = () => ({ ...services(), appUrl: getEnv().APP_URL, send: sendMail });

export async function inviteAction(state: InvitationFormState, given: FormData): Promise<InvitationFormState> {
  const actor = await actionActor("team.edit");
  const form = formFrom(given);
  const values = { name: fieldText(form, "name"), email: fieldText(form, "email"), role: fieldText(form, "role") };
  const parsed = invitationInput.safeParse(values);
  const result = parsed.success
    ? await asResult(() => inviteMember(needs(), actor, parsed.data))
    : invalidInput(parsed.error);
  if (!result.ok) {
    const errors = result.fields ?? (result.code === "conflict" ? { email: [result.message] } : {});
    const tries = (typeof state?.tries === "number" ? state.tries : 0) + 1;
    return { values, errors, message: result.message, tries };
  }
  revalidatePath("/settings/team", "layout");
  redirect(`/settings/team?notice=${result.data.mailed ? "invited" : "invited_unmailed"}`);
}

export async function resendInvitationAction(id: string): Promise<MemberFormState> {
  const actor = await actionActor("team.edit");
  const result = await changed(id, () => resendInvitation(needs(), actor, id));
  return told(id, result, result.ok && !result.data.mailed ? "unmailed" : "mailed");
}

export async function withdrawInvitationAction(id: string): Promise<MemberFormState> {
  const actor = await actionActor("team.edit");
  const result = await changed(id, () => withdrawInvitation(services(), actor, id));
  if (!result.ok) return { message: result.message };
  redirect("/settings/team?notice=withdrawn");
}

export async function changeRoleAction(id: string, _: MemberFormState, given: FormData): Promise<MemberFormState> {
  const actor = await actionActor("team.edit");
  const parsed = roleInput.safeParse({ role: fieldText(formFrom(given), "role") });
  if (!parsed.success) return { message: "Choose a role." };
  return told(id, await changed(id, () => changeRole(services(), actor, id, parsed.data.role)), "role");
}

export async function setDisabledAction(id: string, disabled: boolean): Promise<MemberFormState> {
  const actor = await actionActor("team.edit");
  if (typeof disabled !== "boolean") notFound();
  const result = await changed(id, () => setDisabled(services(), actor, id, disabled));
  return told(id, result, disabled ? "disabled" : "enabled");
}

export async function endSessionsAction(id: string): Promise<MemberFormState> {
  const actor = await actionActor("team.edit");
  return told(id, await changed(id, () => endMemberSessions(services(), actor, id)), "signed_out");
}

/** `id` is bound by the page and comes back from the browser, so it is checked like the rest. */
async function changed<T>(id: unknown, run: () => Promise<T>): Promise<ActionResult<T>> {
  if (typeof id !== "string" || !isUuid(id)) notFound();
  const result = await asResult(run);
  if (!result.ok && result.code === "not_found") notFound();
  revalidatePath("/settings/team", "layout");
  return result;
}

/** A refusal stays on the page; what was done is said on the page drawn anew. */
function told(id: string, result: ActionResult<unknown>, notice: string): MemberFormState {
  if (!result.ok) return { message: result.message };
  redirect(`/settings/team/${id}?notice=${notice}`);
}
