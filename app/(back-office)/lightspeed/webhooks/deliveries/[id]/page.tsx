import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { PageHeader } from "@/components/layout/page-header";
import { DeliveryDetail } from "@/components/lightspeed/webhooks/delivery-detail";
import { RedeliverButton } from "@/components/lightspeed/webhooks/redeliver-button";
import { typeWord } from "@/components/lightspeed/webhooks/words";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { findDeliveryView } from "@/lib/lightspeed/webhooks/get-delivery";
import { services } from "@/lib/services";
import { regionOf } from "../../../../back-office-data";
import { redeliverAction } from "../../actions";

export const metadata: Metadata = { title: "Delivery" };

export default async function DeliveryPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMerchant();
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const delivery = await findDeliveryView(services(), actor.merchantId, id.data);
  if (!delivery) notFound();
  return (
    <>
      <LiveRefresh topics={["webhooks"]} />
      <PageHeader
        title={[typeWord(delivery.type), delivery.vendorStatus].filter(Boolean).join(" · ")}
        description={`Delivery ${delivery.id}`}
        actions={<TextLink href="/lightspeed/webhooks/deliveries">All deliveries</TextLink>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <DeliveryDetail
          delivery={delivery}
          region={await regionOf(actor)}
          redeliver={
            can(actor, "connection.manage") ? (
              <RedeliverButton eventId={delivery.id} redeliver={redeliverAction} />
            ) : (
              <p className="text-muted text-sm">Only owners and managers can redeliver.</p>
            )
          }
        />
      </div>
    </>
  );
}
