import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { MemberList } from "@/components/team/member-list";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { services } from "@/lib/services";
import { listTeam } from "@/lib/team/get-team";
import { regionOf } from "../../../back-office-data";

export const metadata: Metadata = { title: "Team" };

const notices = new Map([
  ["invited", "The invitation was mailed."],
  ["invited_unmailed", "The person was added, but the mail could not be sent. Send it again from their page."],
  ["withdrawn", "The invitation was withdrawn."],
]);

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function TeamPage({ searchParams }: Props) {
  const actor = await requireMerchant();
  const [{ notice: asked }, members, region] = await Promise.all([
    searchParams,
    listTeam(services(), actor.merchantId),
    regionOf(actor),
  ]);
  const notice = notices.get(String(asked));
  const mayEdit = can(actor, "team.edit");
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <PageHeader
        title="Team"
        description={
          mayEdit
            ? "Who may sign in, and what they may do."
            : "Who may sign in, and what they may do. Only owners can change it."
        }
        actions={
          <div className="flex flex-wrap gap-2">
            <Link href="/settings/team/audit" className={buttonClass()}>
              Audit log
            </Link>
            {mayEdit && (
              <Link href="/settings/team/invite" className={buttonClass({ variant: "primary" })}>
                Invite
              </Link>
            )}
          </div>
        }
      />
      <Card id="members" flush title="People" description={formatCount(members.length, "person", "people")}>
        <MemberList
          members={members}
          ownId={actor.userId}
          mayEdit={mayEdit}
          renderedAt={services().now().toISOString()}
          region={region}
        />
      </Card>
    </>
  );
}
