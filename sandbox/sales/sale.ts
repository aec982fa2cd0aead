import { centsOf, sum } from "../world/money";

export type SaleType = "SALE" | "VOID" | "REFUND";
export type Person = { id: number; name: string };

/** Amounts of lines in millionths, of payments in cents. */
export type SaleLine = {
  id: string;
  parentId?: string | undefined;
  sku: string;
  name: string;
  quantity: number;
  listCents: number;
  costCents: number;
  gross: number;
  net: number;
  tax: number;
  discount: number;
  discountCode?: string | undefined;
  discountName?: string | undefined;
  taxCode: string;
  percent: number;
  included: boolean;
  group: string;
  at: number;
};

export type SalePayment = {
  code: string;
  /** What settles the bill, without the tip. */
  cents: number;
  tipCents: number;
  /** Cash rounding: paid minus payable. */
  roundingCents: number;
  at: number;
  number: number;
  reference?: string | undefined;
  authorization?: string | undefined;
};

export type Sale = {
  identifier: string;
  receiptId: string;
  type: SaleType;
  cancelled: boolean;
  initial: string;
  previous?: string | undefined;
  openedAt: number;
  closedAt: number;
  /** Where V1 files it: a correction counts for the day of what it corrects. */
  filedAt: number;
  table?: number | undefined;
  covers: number;
  profileCode: string;
  dineIn: boolean;
  owner: Person;
  device: Person;
  references: string[];
  lines: SaleLine[];
  payments: SalePayment[];
  customer?: string | undefined;
  voidReason?: string | undefined;
};

export const totalCents = (lines: Pick<SaleLine, "gross">[]) => centsOf(sum(lines.map(({ gross }) => gross)));
export const paidCents = (payments: Pick<SalePayment, "cents" | "roundingCents">[]) =>
  sum(payments.map(({ cents, roundingCents }) => cents - roundingCents));

/** Takes back a sale or a part of it: the same lines with the signs turned. */
export function reversed(sale: Sale, type: "VOID" | "REFUND", lines: SaleLine[], part: Partial<Sale>): Sale {
  const negative = lines.map((line) => ({
    ...line,
    id: `${line.id}${type === "VOID" ? "9" : "8"}`,
    parentId: undefined,
    quantity: -line.quantity,
    gross: -line.gross,
    net: -line.net,
    tax: -line.tax,
    discount: -line.discount,
  }));
  const [first] = sale.payments;
  const back = -Math.abs(totalCents(lines));
  const whole = type === "VOID";
  const payments = whole
    ? sale.payments.map((payment) => ({
        ...payment,
        cents: -payment.cents,
        tipCents: -payment.tipCents,
        roundingCents: -payment.roundingCents,
        number: payment.number + 5,
      }))
    : first
      ? [{ ...first, cents: back, tipCents: 0, roundingCents: 0, number: first.number + 5, reference: undefined }]
      : [];
  return {
    ...sale,
    type,
    cancelled: false,
    previous: sale.identifier,
    references: [],
    lines: negative,
    payments,
    ...part,
  };
}
