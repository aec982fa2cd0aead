import type { Sale, SaleLine, SalePayment } from "../sales/sale";
import { centsText, decimalText, microText } from "../world/money";
import { base64From, uuidFrom } from "../world/random";
import { floorOf, taxId, taxRateOf, type Venue } from "../world/venue";
import { int64 } from "./wire";

const includable = [
  "staff",
  "table",
  "consumer",
  "payments",
  "revenue_center",
  "account_profile",
  "payment_authorization",
];

/** The extra blocks that a caller wants. */
export type Include = Set<string>;
export const includeOf = (query: URLSearchParams): Include =>
  new Set((query.get("include") ?? "").split(",").filter((name) => includable.includes(name.trim())));

const time = (at: number) => new Date(at).toISOString();

function groupOf(venue: Venue, name: string) {
  const group = venue.groups.find((candidate) => candidate.name === name);
  return { accountingGroupId: int64(group?.id ?? "0"), name, statisticGroup: name, code: group?.code ?? "" };
}

/** A line's fields that V1 and V2 write alike. */
function lineBase(venue: Venue, sale: Sale, line: SaleLine, include: Include, digits: { quantity: number }) {
  const discounted = line.discount !== 0;
  const share = line.included ? line.gross : line.net;
  return {
    id: line.id,
    ...(line.parentId === undefined ? {} : { parentLineId: line.parentId }),
    sku: line.sku,
    name: line.name,
    quantity: decimalText(line.quantity * 1_000, 3, digits.quantity),
    menuListPrice: centsText(line.listCents),
    unitCostPrice: centsText(line.costCents),
    totalNetAmountWithTax: microText(share),
    totalNetAmountWithoutTax: microText(line.net),
    discountAmount: microText(line.discount),
    ...(discounted ? { discountCode: line.discountCode, discountName: line.discountName } : {}),
    totalDiscountAmount: decimalText(line.discount, 6, 2),
    serviceCharge: "0.00",
    serviceChargeType: "NO_SERVICE_CHARGE",
    taxCode: line.taxCode,
    taxAmount: microText(line.tax),
    taxRatePercentage: centsText(line.percent * 100),
    taxLines: [
      {
        taxId: taxId(venue, line.taxCode),
        taxCode: line.taxCode,
        taxRate: String(taxRateOf(line.taxCode)?.rate ?? 1),
        taxAmount: microText(line.tax),
        taxIncluded: line.included,
      },
    ],
    accountingGroup: groupOf(venue, line.group),
    currency: venue.currency,
    categories: [{ category: "default", value: line.group }],
    ...(include.has("account_profile") ? { accountProfileCode: sale.profileCode } : {}),
    ...(include.has("staff") ? { staffId: sale.owner.id, staffName: sale.owner.name } : {}),
    ...(include.has("revenue_center") ? { revenueCenter: venue.location.name } : {}),
    ...(sale.voidReason === undefined ? {} : { voidReason: sale.voidReason }),
  };
}

function paymentBase(venue: Venue, sale: Sale, payment: SalePayment, include: Include) {
  const method = venue.paymentMethods.find(({ code }) => code === payment.code);
  return {
    code: payment.code,
    description: method?.name ?? payment.code,
    paymentMethodId: int64(method?.id ?? "0"),
    netAmountWithTax: centsText(payment.cents),
    currency: venue.currency,
    tip: centsText(payment.tipCents),
    type: payment.code === "INVOICE" ? "ACCOUNTS_RECEIVABLE" : "NORMAL",
    deviceId: String(sale.device.id),
    deviceName: sale.device.name,
    ...(include.has("staff") ? { staffId: sale.owner.id, staffName: sale.owner.name } : {}),
    ...(payment.reference === undefined ? {} : { externalReference: payment.reference }),
    ...(include.has("payment_authorization") && payment.authorization ? { authorization: payment.authorization } : {}),
    ...(include.has("consumer") && sale.customer ? { consumer: consumerOf(sale.customer) } : {}),
    ...(include.has("revenue_center") ? { revenueCenter: venue.location.name } : {}),
    fiscId: `T${/^[AR](\d+)/.exec(sale.identifier)?.[1] ?? 0}.${payment.number}`,
    uuid: base64From(`${sale.identifier} ${payment.number}`, "base64url"),
    fiscDate: time(payment.at),
    surcharge: "0.00",
  };
}

const consumerOf = (name: string) => ({ id: uuidFrom(name), firstName: name });

function saleBase(venue: Venue, sale: Sale, include: Include) {
  const room = sale.table === undefined ? undefined : floorOf(venue, sale.table);
  const table = room && { tableNumber: String(sale.table), tableName: `${room.name}, ${sale.table}` };
  return {
    accountReference: base64From(sale.identifier),
    accountFiscId: sale.identifier,
    receiptId: sale.receiptId,
    source: { initialAccountId: sale.initial, ...(sale.previous ? { previousAccountId: sale.previous } : {}) },
    type: sale.type,
    cancelled: sale.cancelled,
    ...(include.has("table") ? table : {}),
    nbCovers: sale.covers,
    dineIn: sale.dineIn,
    ...(include.has("account_profile") ? { accountProfileCode: sale.profileCode } : {}),
    ...(include.has("staff") ? { ownerId: sale.owner.id, ownerName: sale.owner.name } : {}),
    deviceId: sale.device.id,
    deviceName: sale.device.name,
    ...(sale.voidReason === undefined ? {} : { voidReason: sale.voidReason }),
    externalReferences: sale.references,
  };
}

/** A sale as V1 writes it: corrections under the moment of what they correct. */
export function saleV1(venue: Venue, sale: Sale, include: Include) {
  const payments = sale.payments.map((payment) => paymentBase(venue, sale, payment, include));
  return {
    ...saleBase(venue, sale, include),
    timeofOpening: time(Math.min(sale.openedAt, sale.filedAt)),
    timeofCloseAndPaid: time(sale.filedAt),
    salesLines: sale.lines.map((line) => ({
      ...lineBase(venue, sale, line, include, { quantity: 0 }),
      timeofSale: time(line.at),
    })),
    ...(include.has("payments") ? { payments } : {}),
  };
}

export function saleV2(venue: Venue, sale: Sale, include: Include) {
  const payments = sale.payments.map((payment) => ({
    ...paymentBase(venue, sale, payment, include),
    roundingAmount: centsText(payment.roundingCents),
  }));
  return {
    ...saleBase(venue, sale, include),
    timeOfOpening: time(sale.openedAt),
    timeClosed: time(sale.closedAt),
    salesLines: sale.lines.map((line) => ({
      ...lineBase(venue, sale, line, include, { quantity: 3 }),
      timeOfSale: time(line.at),
    })),
    ...(include.has("payments") ? { payments } : {}),
  };
}
