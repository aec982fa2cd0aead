import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { InvitationForm } from "@/components/team/invitation-form";
import { requirePermission } from "@/lib/auth/session";
import { inviteAction } from "../actions";

export const metadata: Metadata = { title: "Invite a person" };

export default async function InvitePage() {
  await requirePermission("team.edit");
  return (
    <>
      <PageHeader
        title="Invite a person"
        description="They get a mail with a link, choose a password, and can sign in at once. The link works for seven days."
      />
      <InvitationForm invite={inviteAction} />
    </>
  );
}
