import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextCheckCard } from "@/components/help/next-check-card";
import { PointsCard } from "@/components/help/points-card";
import { PageHeader } from "@/components/layout/page-header";
import { LightRefresh } from "@/components/time/light-refresh";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { lifetimes } from "@/lib/lifetimes";
import { services } from "@/lib/services";
import { diagnose, isTopic, proofsOf } from "@/lib/setup/help/diagnose";
import { troubleshooting } from "@/lib/setup/help/document";
import { readHelpEvidence } from "@/lib/setup/help/read-evidence";
import { connectionOf, regionOf } from "../../back-office-data";
import { connectAction } from "../../lightspeed/actions";
import { repairAction } from "../actions";

export const metadata: Metadata = { title: "Troubleshooting" };

type TopicPageProps = {
  params: Promise<{ topic: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function TopicPage({ params, searchParams }: TopicPageProps) {
  const actor = await requireMerchant();
  const { topic: id } = await params;
  if (!isTopic(id)) notFound();
  const { yes } = await searchParams;
  const evidence = await readHelpEvidence(services(), actor, regionOf(actor), id, connectionOf(actor.merchantId));
  const known = diagnose(evidence, id).points.map((point) => point.id);
  const given = typeof yes === "string" ? yes.split(",") : [];
  const answered = known.filter((point) => given.includes(point));
  const { points, next, old, lastResort } = diagnose(evidence, id, answered);
  const renderedAt = evidence.now.toISOString();
  return (
    <>
      <PageHeader
        title={troubleshooting.find((topic) => topic.id === id)?.title ?? "Troubleshooting"}
        description={<TextLink href="/help">All topics</TextLink>}
      />
      <LightRefresh
        proofs={[{ at: renderedAt, lastsMs: lifetimes.figures.lastsMs }, ...proofsOf(points)]}
        renderedAt={renderedAt}
      />
      <div className="grid gap-5">
        <NextCheckCard
          next={next}
          old={old}
          lastResort={lastResort}
          yesHref={`/help/${id}?yes=${[...answered, ...(next ? [next.id] : [])].join(",")}`}
          mayManage={can(actor, "connection.manage")}
          connect={connectAction}
          repair={repairAction}
        />
        <PointsCard points={points} answered={answered} renderedAt={renderedAt} region={evidence.region} />
      </div>
    </>
  );
}
