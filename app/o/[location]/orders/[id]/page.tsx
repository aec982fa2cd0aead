import type { Metadata } from "next";
import { guestButton } from "@/components/guest/guest-button";
import { GuestShell } from "@/components/guest/guest-shell";
import { KioskReset } from "@/components/guest/kiosk-reset";
import { GoToPayment, LiveRefresh } from "@/components/guest/live";
import { OrderProgress } from "@/components/guest/order-progress";
import { SmallPrint } from "@/components/guest/small-print";
import { Alert } from "@/components/ui/alert";
import { getEnv } from "@/lib/env";
import { formatInstant, formatMoney } from "@/lib/format";
import { startOverAction } from "../../actions";
import { api } from "../../api";
import { guestPage } from "../../guarded";
import { one, requireVisit, type SearchParams } from "../../visit";

export const metadata: Metadata = { title: "Your order" };

/** So long an open page goes on listening once its order is over. */
const AFTERWARDS_HOURS = 2;

type Props = { params: Promise<{ location: string; id: string }>; searchParams: SearchParams };

export default guestPage(async ({ params, searchParams }: Props) => {
  const { location, id } = await params;
  const query = await searchParams;
  const home = `/o/${encodeURIComponent(location)}`;
  const { place, token } = await requireVisit(location, { toLook: true });
  const answer = await api.readOrder(token, id, one(query.payment));
  if (!answer.ok)
    return (
      <GuestShell {...{ place, home }}>
        <h1 className="font-semibold text-2xl">This order is not shown here</h1>
        <p className="text-base text-muted">
          An order is only shown in the browser and at the table that it was placed from. If you have paid, nothing is
          lost: ask the staff and show them your receipt.
        </p>
        <a href={home} className={guestButton("secondary")}>
          To the menu
        </a>
      </GuestShell>
    );
  const order = answer.data;
  const here = `${home}/orders/${order.id}`;
  const unpaid = order.status === "awaiting_payment" && order.paymentUrl !== null;
  const goesToPay = unpaid && one(query.pay) === "now";
  // It is over, and the money may still come back: somebody may give it back, or the staff void it.
  const mayComeBack = order.over && order.paid && order.status !== "refunded";
  return (
    <GuestShell {...{ place, home }}>
      <div>
        <h1 className="font-semibold text-2xl">Order {order.number}</h1>
        <p className="text-base text-muted">
          {order.table ? `To table ${order.table}` : order.type === "takeaway" ? "To take away" : "To eat here"}
          {order.collectAt && ` · to be collected on ${formatInstant(order.collectAt, place)}`}
        </p>
      </div>
      <p role="status" className="font-medium text-xl">
        {order.message}
      </p>
      <OrderProgress {...order} />
      {unpaid && (
        <div className="grid gap-3">
          {order.paymentProblem && (
            <Alert role="alert" tone="negative" title="The payment did not work">
              {order.paymentProblem}
            </Alert>
          )}
          {one(query.outcome) === "cancelled" && !order.paymentProblem && (
            <Alert tone="neutral">You came back without paying. Nothing was charged.</Alert>
          )}
          <a href={order.paymentUrl ?? here} rel="noreferrer" className={guestButton()}>
            Pay {formatMoney(order.totalMinor, order.currency, place)}
          </a>
          {goesToPay && (
            <>
              <GoToPayment address={order.paymentUrl ?? here} />
              <noscript>
                <meta httpEquiv="refresh" content={`0;url=${order.paymentUrl ?? here}`} />
              </noscript>
            </>
          )}
        </div>
      )}
      <ul className="divide-y rounded-lg border bg-surface">
        {order.lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the lines of an order do not change
          <li key={index} className="flex items-baseline justify-between gap-3 p-4">
            <div className="min-w-0">
              <p className="text-base [overflow-wrap:anywhere]">
                {line.quantity} × {line.name}
              </p>
              {line.choices.length > 0 && <p className="text-muted text-sm">{line.choices.join(", ")}</p>}
            </div>
            <p className="shrink-0 text-base tabular-nums">{formatMoney(line.totalMinor, order.currency, place)}</p>
          </li>
        ))}
      </ul>
      <dl className="grid gap-1 text-base">
        {order.tipMinor > 0 && (
          <div className="flex justify-between gap-4">
            <dt className="text-muted">Tip</dt>
            <dd className="tabular-nums">{formatMoney(order.tipMinor, order.currency, place)}</dd>
          </div>
        )}
        <div className="flex justify-between gap-4 border-t pt-2 font-semibold text-lg">
          <dt>Total</dt>
          <dd className="tabular-nums">{formatMoney(order.totalMinor, order.currency, place)}</dd>
        </div>
      </dl>
      <SmallPrint
        erasedAt={order.guestErasedAt && formatInstant(order.guestErasedAt, place)}
        keptDays={getEnv().GUEST_DATA_DAYS}
      />
      {mayComeBack && (
        <LiveRefresh source={`${here}/events`} event="status" known={order.message} hours={AFTERWARDS_HOURS} />
      )}
      {!order.over && !goesToPay && (
        <>
          <LiveRefresh source={`${here}/events`} event="status" known={order.message} />
          <noscript>
            <meta httpEquiv="refresh" content={`5;url=${here}`} />
            <p className="text-muted text-sm">This page looks again every five seconds.</p>
          </noscript>
        </>
      )}
      {place.channel === "kiosk" ? (
        <>
          <form action={startOverAction.bind(null, location)}>
            <input type="hidden" name="visit" value={place.visit ?? ""} />
            <button type="submit" className={`${guestButton("secondary")} w-full`}>
              Start a new order
            </button>
          </form>
          {!unpaid && <KioskReset address={`${home}/enter?channel=kiosk`} seconds={60} />}
        </>
      ) : (
        <a href={home} className={guestButton("secondary")}>
          Order something else
        </a>
      )}
    </GuestShell>
  );
});
