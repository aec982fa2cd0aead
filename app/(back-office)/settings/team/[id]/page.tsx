import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { MemberForm } from "@/components/team/member-form";
import { MemberState } from "@/components/team/member-state";
import { RoleSelect } from "@/components/team/role-select";
import { SessionList } from "@/components/team/session-list";
import { Card } from "@/components/ui/card";
import { Field } from "@/components/ui/field";
import { FlashToast } from "@/components/ui/flash-toast";
import { can, roleLabels } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { services } from "@/lib/services";
import { findTeamMember, type MemberDetail } from "@/lib/team/get-team";
import { regionOf } from "../../../back-office-data";
import {
  changeRoleAction,
  endSessionsAction,
  resendInvitationAction,
  setDisabledAction,
  withdrawInvitationAction,
} from "../actions";

export const metadata: Metadata = { title: "Team member" };

const notices = new Map([
  ["mailed", "The invitation was mailed again. Earlier links no longer work."],
  ["unmailed", "The mail could not be sent. Try again in a few minutes."],
  ["role", "The role was changed. The person signs in again."],
  ["disabled", "The person is disabled and signed out everywhere."],
  ["enabled", "The person can sign in again."],
  ["signed_out", "The person is signed out everywhere."],
]);

type Props = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function MemberPage({ params, searchParams }: Props) {
  const actor = await requireMerchant();
  const [{ id }, { notice: asked }] = await Promise.all([params, searchParams]);
  const member = await findTeamMember(services(), actor.merchantId, id);
  if (!member) notFound();
  const notice = notices.get(String(asked));
  const mayEdit = can(actor, "team.edit");
  const here = mayEdit && member.sessions.some((session) => session.id === actor.sessionId);
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <PageHeader
        title={member.name}
        description={
          <>
            {member.email} · {roleLabels[member.role]}
          </>
        }
        actions={<MemberState state={member.state} />}
      />
      <div className="grid max-w-2xl gap-5">
        {mayEdit && <RoleCard member={member} />}
        <Card
          id="sessions"
          flush={member.sessions.length > 0}
          title="Sessions"
          description={
            member.sessions.length > 0
              ? `Signed in on ${formatCount(member.sessions.length, "device")}.${here ? " Signed out everywhere, you sign in anew here as well." : ""}`
              : "Not signed in anywhere."
          }
          actions={
            mayEdit &&
            member.sessions.length > 0 && (
              <MemberForm action={endSessionsAction.bind(null, member.id)} submit="Sign out everywhere" />
            )
          }
        >
          {member.sessions.length > 0 && (
            <SessionList
              sessions={member.sessions}
              current={actor.sessionId}
              renderedAt={services().now().toISOString()}
              region={await regionOf(actor)}
            />
          )}
        </Card>
        {mayEdit && <InvitationCard member={member} />}
        {mayEdit && member.id !== actor.userId && <AccessCard member={member} />}
      </div>
    </>
  );
}

function RoleCard({ member }: { member: MemberDetail }) {
  return (
    <Card
      id="role-card"
      title="Role"
      description="Changing it signs the person out, so that the new rights hold at once."
    >
      <MemberForm action={changeRoleAction.bind(null, member.id)} submit="Save role">
        <Field id="role" label="Role">
          {(control) => <RoleSelect {...control} value={member.role} />}
        </Field>
      </MemberForm>
    </Card>
  );
}

function InvitationCard({ member }: { member: MemberDetail }) {
  if (member.state !== "invited" && member.state !== "invitation_expired") return null;
  return (
    <Card
      id="invitation"
      title="Invitation"
      description={
        member.state === "invited"
          ? "The person has not chosen a password yet."
          : "The link in the mail has expired. Send a new one."
      }
    >
      <div className="flex flex-wrap gap-2">
        <MemberForm action={resendInvitationAction.bind(null, member.id)} submit="Send again" />
        <MemberForm
          action={withdrawInvitationAction.bind(null, member.id)}
          submit="Withdraw invitation"
          variant="destructive-quiet"
        />
      </div>
    </Card>
  );
}

function AccessCard({ member }: { member: MemberDetail }) {
  const disabled = member.state === "disabled";
  return (
    <Card
      id="access"
      title={disabled ? "This person is disabled" : "Disable this person"}
      description={
        disabled
          ? "They cannot sign in. Enabled again, they sign in with their old password and role."
          : "They are signed out everywhere at once and cannot sign in. What they did stays in the audit log."
      }
    >
      <MemberForm
        action={setDisabledAction.bind(null, member.id, !disabled)}
        submit={disabled ? "Enable" : "Disable"}
        variant={disabled ? "primary" : "destructive-quiet"}
      />
    </Card>
  );
}
