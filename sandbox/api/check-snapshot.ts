import { type Check, type CheckLine, checkTotal, lineAmounts, lineCents, settledCents } from "../till/check";
import { centsOf, major } from "../world/money";
import { staff } from "../world/reference";
import type { Venue } from "../world/venue";
import { vendorTime } from "./errors";
import { int64 } from "./wire";

const withoutMs = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, "Z");

function lineOnTheWire(line: CheckLine): object {
  const { gross, net } = lineAmounts(line);
  return {
    id: int64(line.id),
    uuid: line.uuid,
    itemName: line.name,
    itemSku: line.sku,
    unitAmount: major(line.unitCents),
    quantity: line.quantity,
    modifiers: line.modifiers,
    amountWithTax: major(centsOf(gross)),
    amountLessTax: major(centsOf(net)),
    discountedAmount: major(line.discountCents),
    grossUnitAmount: major(Math.round(lineCents({ ...line, discountCents: 0 }) / Math.max(line.quantity, 1))),
    timeOfTransactionUtc: vendorTime(line.at),
    active: true,
    subLineItems: line.subLines.map(lineOnTheWire),
    taxIncluded: line.tax.included,
  };
}

/** What to leave out of a notification; a query always has everything. */
export type SnapshotParts = { lines: boolean; payments: boolean };

/** The check as queries and notifications show it. */
export function snapshotOf(venue: Venue, check: Check, parts: SnapshotParts = { lines: true, payments: true }) {
  const payments = check.payments.map((payment) => ({
    paymentMethodDescription: venue.paymentMethods.find(({ code }) => code === payment.code)?.name ?? payment.code,
    ...(payment.reference === undefined ? {} : { externalReference: payment.reference }),
    paymentMethodCode: payment.code,
    amountPaid: major(payment.cents),
    paymentDate: vendorTime(payment.at),
    active: true,
  }));
  return {
    ikaccountId: check.identifier,
    uuid: check.uuid,
    name: check.name,
    openDate: withoutMs(check.openedAt),
    ...(check.closedAt === undefined ? {} : { closeDate: withoutMs(check.closedAt) }),
    clientCount: check.covers,
    ...(check.table === undefined ? {} : { tableNumber: check.table }),
    staffId: check.staffId,
    staffName: staff.find(({ id }) => id === check.staffId)?.name ?? "",
    posId: Number(/^A(\d+)/.exec(check.identifier)?.[1] ?? 0),
    currentAmount: major(checkTotal(check.lines)),
    paidAmount: major(settledCents(check)),
    serviceCharge: 0,
    salesEntries: parts.lines ? check.lines.map(lineOnTheWire) : [],
    paymentEntries: parts.payments ? payments : [],
  };
}
