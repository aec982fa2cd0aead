import { readTenant } from "@/db/client";
import { listSlips } from "@/db/queries/kitchen-slips";
import { listLedgerEntries } from "@/db/queries/ledger";
import { findLocation } from "@/db/queries/locations";
import { listTimeline } from "@/db/queries/order-timeline";
import { findOrder } from "@/db/queries/orders";
import { listRefundsOfOrder } from "@/db/queries/refunds";
import type { KitchenSlip, LedgerEntry, Order, Refund, TimelineEntry } from "@/db/schema";
import { nowhere, type Region } from "@/lib/format";
import type { Services } from "@/lib/services";
import { needsGuest } from "./erase-guest";
import { placesOf, sumOf } from "./ledger";
import { toListItem } from "./list-orders";
import { actionsFor } from "./order-actions";
import type { LedgerLineView, OpenRefundView, OrderDetail, OrderMoney, SlipView, TimelineView } from "./order-view";
import { lineLeft } from "./refund-lines";
import { promisedOf } from "./refund-order";

/** Everything about one order; null where the merchant has no such order. */
export async function getOrder(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  orderId: string,
): Promise<OrderDetail | null> {
  return readTenant(db, merchantId, async (tx) => {
    const [order, ledger, timeline, slips, refunds] = await Promise.all([
      findOrder(tx, orderId),
      listLedgerEntries(tx, orderId),
      listTimeline(tx, orderId),
      listSlips(tx, orderId),
      listRefundsOfOrder(tx, orderId),
    ]);
    if (!order) return null;
    const location = await findLocation(tx, order.locationId);
    const { name: locationName = "", country, timeZone } = location ?? { name: "", ...nowhere };
    return toDetail(order, { locationName, country, timeZone, ledger, timeline, slips, refunds, now: now() });
  });
}

type Beside = Region & {
  locationName: string;
  ledger: LedgerEntry[];
  timeline: TimelineEntry[];
  slips: KitchenSlip[];
  refunds: Refund[];
  now: Date;
};

const iso = (at: Date | null) => at?.toISOString() ?? null;

function toDetail(
  order: Order,
  { locationName, country, timeZone, ledger, timeline, slips, refunds, now }: Beside,
): OrderDetail {
  const money = toMoney(order, ledger);
  const heldMinor = money.heldMinor - promisedOf(refunds, order);
  return {
    ...toListItem({ ...order, locationName, country, timeZone }),
    paymentReference: order.paymentReference,
    paymentMode: order.paymentMode,
    paymentUrl: order.paymentUrl,
    accountIdentifier: order.accountIdentifier,
    posStage: order.posStage,
    attempts: order.attempts,
    note: order.note,
    guests: order.guests,
    customer: order.customer,
    address: order.address,
    guestErasedAt: iso(order.guestErasedAt),
    eraseGuest: knowsGuest(order) ? (needsGuest(order) ? "later" : "now") : null,
    lines: order.lines,
    linesLeft: order.lines.map((line, index) => lineLeft(line, index, refunds)),
    failureDetail: order.failureDetail,
    flagDetail: order.flagDetail,
    scheduledFor: iso(order.scheduledFor),
    deliverableUntil: iso(order.deliverableUntil),
    refundDueAt: iso(order.refundDueAt),
    resolved: order.resolvedAt ? { at: order.resolvedAt.toISOString(), by: order.resolvedBy ?? "" } : null,
    reached: {
      paidAt: iso(order.paidAt),
      submittedAt: iso(order.submittedAt),
      onPosAt: iso(order.onPosAt),
      settledAt: iso(order.settledAt),
      completedAt: iso(order.completedAt),
    },
    money,
    openRefunds: refunds.filter(({ settledAt }) => settledAt === null).map(toOpenRefund),
    slips: slips.map(toSlipView),
    actions: actionsFor(order, { ...money, heldMinor }, now),
    timeline: timeline.map(toTimelineView),
  };
}

const knowsGuest = ({ customer, address, note }: Order) => customer !== null || address !== null || note !== null;

function toMoney(order: Order, ledger: LedgerEntry[]): OrderMoney {
  const { currency, subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor } = order;
  return {
    ...{ currency, subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor },
    ...placesOf(sumOf(ledger)),
    posTotalMinor: order.posTotalMinor,
    posPaidMinor: order.posPaidMinor,
    ledger: ledger.map(toLedgerLine),
  };
}

const toLedgerLine = ({ at, posting, account, amountMinor, source }: LedgerEntry): LedgerLineView => ({
  ...{ at: at.toISOString(), posting, account, amountMinor, source },
});

const toOpenRefund = ({ id, amountMinor, currency, createdAt, providerRefundId, problem }: Refund): OpenRefundView => ({
  ...{ id, amountMinor, currency, at: createdAt.toISOString(), taken: providerRefundId !== null, problem },
});

const toSlipView = ({ kind, state, updatedAt, reason }: KitchenSlip): SlipView => ({
  ...{ kind, state, at: updatedAt.toISOString(), reason },
});

function toTimelineView(entry: TimelineEntry): TimelineView {
  const { id, direction, kind, message, actor, attempt, httpStatus, durationMs, correlationId, detail } = entry;
  return {
    ...{ id, direction, kind, message, actor, attempt, httpStatus, durationMs, correlationId, detail },
    at: entry.at.toISOString(),
    from: entry.fromStatus,
    to: entry.toStatus,
  };
}
