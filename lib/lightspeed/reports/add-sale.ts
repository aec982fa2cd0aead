import { Temporal } from "temporal-polyfill";
import { microsToMinorUnits, type Sale } from "@/lib/k-series";
import { apportion } from "./apportion";
import type { SalesTotals } from "./sales-totals";

type Line = NonNullable<Sale["lines"]>[number];
type Whole = { salesMinor: number; taxMinor: number; currency: string };

/**
 * Lightspeed's kinds of receipt whose lines, with their signs, make up the sales of a day: a VOID or REFUND carries the negative of what it takes
 * back, a SPLIT or TRANSFER moves it. A FLOAT is money put into a drawer; TRANSITORY is a check that is still open. A word that we do not know is
 * left out and named, rather than guessed.
 */
const counted = new Set(["SALE", "VOID", "RECALL", "REFUND", "SPLIT", "UPDATE", "TRANSFER", "CROSS_BL", "CANCEL"]);

export type SaleSetting = { currency: string; timeZone: string };

/** Adds one receipt (finance V1) to the totals of its business day. Rounded once, at the receipt, and then shared out: parts always add up. */
export function addSale(totals: SalesTotals, sale: Sale, { currency, timeZone }: SaleSetting): void {
  const type = sale.type ?? "SALE";
  if (!counted.has(type)) {
    totals.leftOut[type] = (totals.leftOut[type] ?? 0) + 1;
    return;
  }
  const lines = sale.lines ?? [];
  const taxMicros = sum(lines.map(taxOf));
  const salesMinor = microsToMinorUnits(sum(lines.map(netOf)) + taxMicros, currency);
  const taxMinor = microsToMinorUnits(taxMicros, currency);
  const isSale = type === "SALE";
  totals.receipts += isSale ? 1 : 0;
  totals.covers += isSale ? (sale.coverCount ?? 0) : 0;
  totals.salesMinor += salesMinor;
  totals.taxMinor += taxMinor;
  totals.discountMinor += microsToMinorUnits(sum(lines.map((line) => line.totalDiscountMicros ?? 0)), currency);
  add(totals.types, type, { count: 1, salesMinor });
  add(totals.hours, hourOf(sale.closedAt, timeZone), { count: 1, salesMinor });
  const profile = sale.accountProfileCode ?? lines.find((line) => line.accountProfileCode)?.accountProfileCode ?? "";
  add(totals.profiles, profile, { count: 1, salesMinor });
  addGroups(totals, lines, { salesMinor, taxMinor, currency });
  addTaxes(totals, lines, { salesMinor, taxMinor, currency });
  for (const payment of sale.payments ?? []) addPayment(totals, payment, currency);
}

function addGroups(totals: SalesTotals, lines: Line[], whole: Whole): void {
  const micros = new Map<string, { sales: number; tax: number; count: number }>();
  for (const line of lines) {
    const name = line.accountingGroup?.name ?? line.statisticGroup ?? "";
    const group = micros.get(name) ?? { sales: 0, tax: 0, count: 0 };
    const tax = taxOf(line);
    micros.set(name, { sales: group.sales + netOf(line) + tax, tax: group.tax + tax, count: group.count + 1 });
  }
  const groups = [...micros];
  const sales = apportion(
    groups.map(([, one]) => one.sales),
    whole.salesMinor,
    whole.currency,
  );
  const taxes = apportion(
    groups.map(([, one]) => one.tax),
    whole.taxMinor,
    whole.currency,
  );
  for (const [index, [name, { count }]] of groups.entries())
    add(totals.groups, name, { count, salesMinor: sales[index] ?? 0, taxMinor: taxes[index] ?? 0 });
}

function addTaxes(totals: SalesTotals, lines: Line[], whole: Whole): void {
  const micros = new Map<string, { net: number; tax: number }>();
  for (const line of lines) {
    const taxes = line.taxLines?.length ? line.taxLines : [{ taxCode: line.taxCode, taxMicros: taxOf(line) }];
    for (const [index, one] of taxes.entries()) {
      const code = one.taxCode ?? "";
      const known = micros.get(code) ?? { net: 0, tax: 0 };
      // A line with several taxes is sold once: its net counts with the first.
      micros.set(code, {
        net: known.net + (index === 0 ? netOf(line) : 0),
        tax: known.tax + (one.taxMicros ?? 0),
      });
    }
  }
  const rates = [...micros];
  const net = apportion(
    rates.map(([, one]) => one.net),
    whole.salesMinor - whole.taxMinor,
    whole.currency,
  );
  const tax = apportion(
    rates.map(([, one]) => one.tax),
    whole.taxMinor,
    whole.currency,
  );
  for (const [index, [code]] of rates.entries())
    add(totals.taxes, code, { netMinor: net[index] ?? 0, taxMinor: tax[index] ?? 0 });
}

type Payment = NonNullable<Sale["payments"]>[number];

function addPayment(totals: SalesTotals, payment: Payment, currency: string): void {
  if (payment.currency !== currency || payment.paidMinor === null) {
    totals.leftOut.payment = (totals.leftOut.payment ?? 0) + 1;
    return;
  }
  const { paidMinor, tipMinor, surchargeMinor } = payment;
  const code = payment.code ?? "";
  const known = totals.payments[code] ?? { name: "", count: 0, paidMinor: 0, tipMinor: 0 };
  totals.payments[code] = {
    name: payment.description ?? code,
    count: known.count + 1,
    paidMinor: known.paidMinor + paidMinor,
    tipMinor: known.tipMinor + (tipMinor ?? 0),
  };
  totals.paidMinor += paidMinor;
  totals.tipMinor += tipMinor ?? 0;
  totals.surchargeMinor += surchargeMinor ?? 0;
}

const taxOf = ({ taxMicros, taxLines }: Line): number =>
  taxMicros ?? sum((taxLines ?? []).map((one) => one.taxMicros ?? 0));

/** `totalNetWithTaxMicros` means something only where prices include tax; net and tax are right everywhere. */
const netOf = (line: Line): number =>
  line.totalNetWithoutTaxMicros ?? (line.totalNetWithTaxMicros ?? 0) - (taxOf(line) || 0);

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function hourOf(closedAt: string | null | undefined, timeZone: string): string {
  return closedAt ? String(Temporal.Instant.from(closedAt).toZonedDateTimeISO(timeZone).hour) : "";
}

function add<T extends Record<string, number>>(into: Record<string, T>, name: string, more: T): void {
  const known = into[name];
  into[name] = known
    ? (Object.fromEntries(Object.entries(more).map(([key, value]) => [key, (known[key] ?? 0) + value])) as T)
    : more;
}
