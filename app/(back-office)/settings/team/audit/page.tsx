import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { AuditFilter } from "@/components/team/audit-filter";
import { AuditList } from "@/components/team/audit-list";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { requireMerchant } from "@/lib/auth/session";
import { services } from "@/lib/services";
import { getAuditTrail } from "@/lib/team/get-audit-trail";
import { listTeam } from "@/lib/team/get-team";
import { regionOf } from "../../../back-office-data";

export const metadata: Metadata = { title: "Audit log" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function AuditPage({ searchParams }: Props) {
  const actor = await requireMerchant();
  const { who: asked, before, check } = await searchParams;
  const who = typeof asked === "string" ? asked : "";
  const [members, trail, region] = await Promise.all([
    listTeam(services(), actor.merchantId),
    getAuditTrail(services(), actor.merchantId, {
      who,
      ...(typeof before === "string" && /^\d{1,15}$/.test(before) ? { before: Number(before) } : {}),
      check: check === "1",
    }),
    regionOf(actor),
  ]);
  const address = (more: Record<string, string>) =>
    `/settings/team/audit?${new URLSearchParams({ ...(who ? { who } : {}), ...more })}`;
  return (
    <>
      <PageHeader
        title="Audit log"
        description="Who did what, newest first. Entries are sealed one to the next: nobody can change or remove one without breaking the chain."
        actions={
          <Link href={address({ check: "1" })} className={buttonClass()} prefetch={false}>
            Check the chain
          </Link>
        }
      />
      {trail.check && (
        <div className="mb-5">
          {trail.check.brokenAt === null ? (
            <Alert tone="positive" role="status" title="The chain is whole">
              No entry was changed or removed after it was written.
            </Alert>
          ) : (
            <Alert tone="negative" role="alert" title={`The chain is broken at entry ${trail.check.brokenAt}`}>
              This entry or the one before it was changed in the database. Tell Upvendo support.
            </Alert>
          )}
        </div>
      )}
      <Card
        id="audit"
        flush
        title="Entries"
        actions={<AuditFilter members={members.map(({ id, name }) => ({ id, name }))} who={who} />}
        footer={
          trail.next !== null && (
            <Link href={address({ before: String(trail.next) })} className={buttonClass({ size: "sm" })}>
              Older entries
            </Link>
          )
        }
      >
        {trail.entries.length > 0 ? (
          <AuditList entries={trail.entries} region={region} />
        ) : (
          <EmptyState title="No entry">Nobody of that name did anything that is recorded.</EmptyState>
        )}
      </Card>
    </>
  );
}
