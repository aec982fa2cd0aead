import type { Order, OrderLine, OrderSubItem } from "@/db/schema";
import type { SubItem } from "@/lib/k-series";
import { CLAIM_MS, patience } from "./patience";
import { embeddedPayment } from "./till-money";
import type { TillSetup } from "./till-setup";

/** A moment this close may be past when the call arrives, which leaves at the end of its turn at the latest: the vendor refuses times that are past. */
const SOON_MS = CLAIM_MS + patience.margin;

type WireSubItem = SubItem & { subItems: WireSubItem[] | undefined };

const subItem = (sub: OrderSubItem): WireSubItem => ({
  sku: sub.sku,
  quantity: sub.quantity,
  ...(sub.modifiers.length > 0 ? { modifiers: sub.modifiers.map(({ modifierId }) => ({ modifierId })) } : {}),
  subItems: sub.subItems.length > 0 ? sub.subItems.map(subItem) : undefined,
});

/** The till prices it; what goes along is what was chosen, and a discount by its code. */
function line({ discountCode, discountIsManual, discountMinor, course, ...item }: OrderLine, withCourse: boolean) {
  return {
    ...subItem(item),
    ...(discountCode === undefined ? {} : { discountCode }),
    ...(discountCode !== undefined && discountIsManual ? { discountAmountOverrideMinor: discountMinor } : {}),
    ...(withCourse && course !== undefined ? { course } : {}),
  };
}

/** What both kinds of order have in common. */
export function commonBody(order: Order, setup: TillSetup, now: Date) {
  const { scheduledFor, collectAt } = order;
  const ahead = (at: Date | null) => (at !== null && at.getTime() > now.getTime() + SOON_MS ? at.toISOString() : null);
  const [release, collect] = [ahead(scheduledFor), ahead(collectAt)];
  const embedded = embeddedPayment(order);
  return {
    businessLocationId: setup.businessLocationId,
    thirdPartyReference: order.reference,
    endpointId: setup.endpointId,
    ...(setup.accountProfileCode ? { accountProfileCode: setup.accountProfileCode } : {}),
    deliverWithinMs: setup.deliverWithinMs,
    customerInfo: customerInfo(order),
    ...(order.note ? { orderNote: order.note } : {}),
    ...(setup.staffId ? { staffId: setup.staffId } : {}),
    ...(release ? { scheduledFor: release } : {}),
    ...(collect ? { collectAt: collect } : {}),
    ...(embedded
      ? { payment: { ...embedded, ...(setup.paymentMethod ? { paymentMethod: setup.paymentMethod } : {}) } }
      : {}),
    items: order.lines.map((one) => line(one, order.kind === "local")),
  };
}

/**
 * The guest's name; without a last name the order's number takes its place, so that the check on the till can be told from others.
 * No e-mail and no reference of the guest's: a known e-mail with another reference would fail the whole order.
 */
export function customerInfo({ customer, number, channel }: Pick<Order, "customer" | "number" | "channel">) {
  const firstName = customer?.firstName.trim() || (channel === "kiosk" ? "Kiosk" : "Guest");
  return {
    firstName: firstName.slice(0, 128),
    lastName: (customer?.lastName?.trim() || number).slice(0, 128),
    ...(customer?.phone ? { contactNumberAsE164: customer.phone } : {}),
  };
}
