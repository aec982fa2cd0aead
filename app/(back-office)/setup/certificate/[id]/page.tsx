import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { CertificateCard } from "@/components/setup/certificate-card";
import { TextLink } from "@/components/ui/text-link";
import { requireMerchant } from "@/lib/auth/session";
import { services } from "@/lib/services";
import { getCertificate } from "@/lib/setup/rehearsal/get-certificate";
import { isUuid } from "@/lib/uuid";

export const metadata: Metadata = { title: "Certificate" };

export default async function CertificatePage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMerchant();
  const { id } = await params;
  const certificate = isUuid(id) ? await getCertificate(services(), actor.merchantId, id) : null;
  if (!certificate) notFound();
  return (
    <>
      <LiveRefresh topics={["connection", "webhooks", "orders"]} />
      <PageHeader
        title="Certificate"
        description={`${certificate.locationName}: the way of an order from Upvendo to the till.`}
        actions={
          <TextLink href="/setup#rehearsal" className="print:hidden">
            Guided setup
          </TextLink>
        }
      />
      <CertificateCard certificate={certificate} />
    </>
  );
}
