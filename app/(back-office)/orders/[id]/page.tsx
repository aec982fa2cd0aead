import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { z } from "zod";
import { PageHeader } from "@/components/layout/page-header";
import { LiveRefresh } from "@/components/live/live-refresh";
import { EraseGuest } from "@/components/orders/erase-guest";
import { GuestCard } from "@/components/orders/guest-card";
import { LinesCard } from "@/components/orders/lines-card";
import { MoneyCard } from "@/components/orders/money-card";
import { OrderActions } from "@/components/orders/order-actions";
import { OrderSummary } from "@/components/orders/order-summary";
import { TimelineCard } from "@/components/orders/timeline-card";
import { placeWord, WHO_MAY } from "@/components/orders/words";
import { TextLink } from "@/components/ui/text-link";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { keptDays } from "@/lib/orders/erase-guest";
import { explainFlag, explainOrderFailure } from "@/lib/orders/explain-failure";
import { getOrder } from "@/lib/orders/get-order";
import type { OrderDetail } from "@/lib/orders/order-view";
import { services } from "@/lib/services";
import {
  cancelOrderAction,
  copyOrderAction,
  eraseGuestAction,
  refundOrderAction,
  resolveOrderAction,
  retryOrderAction,
} from "../actions";

export const metadata: Metadata = { title: "Order" };

const verbs = {
  ...{ retry: retryOrderAction, cancel: cancelOrderAction, refund: refundOrderAction },
  ...{ resolve: resolveOrderAction, copy: copyOrderAction },
};

export default async function OrderPage({ params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMerchant();
  const id = z.uuid().safeParse((await params).id);
  if (!id.success) notFound();
  const order = await getOrder(services(), actor.merchantId, id.data);
  if (!order) notFound();
  const { region } = order.location;
  return (
    <>
      <LiveRefresh topics={["orders"]} />
      <PageHeader
        title={`Order ${order.number}`}
        description={[placeWord(order), order.location.name].join(" · ")}
        actions={<TextLink href="/orders">All orders</TextLink>}
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <OrderSummary
          order={order}
          failure={failureOf(order)}
          flag={order.flag ? explainFlag(order.flag, order.flagDetail) : null}
          region={region}
          actions={
            can(actor, "orders.manage") ? (
              <OrderActions
                orderId={order.id}
                allowed={{ ...order.actions, resolveFlag: order.flag !== null }}
                onTill={order.reached.onPosAt !== null}
                lines={order.linesLeft}
                currency={order.currency}
                region={region}
                verbs={verbs}
              />
            ) : (
              WHO_MAY
            )
          }
        />
        <MoneyCard money={order.money} region={region} />
        <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-2">
          <LinesCard lines={order.lines} currency={order.currency} note={order.note} region={region} />
          <GuestCard
            {...{ order, region }}
            keptDays={keptDays(services())}
            erase={
              order.eraseGuest === "now" &&
              can(actor, "orders.manage") && (
                <EraseGuest orderId={order.id} number={order.number} erase={eraseGuestAction} />
              )
            }
          />
        </div>
        <TimelineCard timeline={order.timeline} region={region} />
      </div>
    </>
  );
}

/** Only of what failed for good; what is tried again by itself says so in its state. */
function failureOf({ failure, failureDetail, resolved }: OrderDetail) {
  return failure && !resolved ? explainOrderFailure({ code: failure.code, detail: failureDetail }) : null;
}
