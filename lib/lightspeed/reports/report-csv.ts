import { formatCount } from "@/lib/format";
import { fromMinorUnits } from "@/lib/k-series";
import type { ReportView } from "./report-view";

type Cell = string | number | null;

/** What the page shows, table by table, as comma separated values with a byte order mark, so that a spreadsheet reads the letters right. */
export function reportCsv(view: ReportView): string {
  const money = (minor: number) => fromMinorUnits(minor, view.currency);
  const { totals } = view;
  const rows: Cell[][] = [
    ["Table", "Name", "Count", "Sales", "Of which tax", "Paid", "Tips", "Currency", "Note"],
    line("Total", `${view.from} to ${view.to}`, totals.receipts, {
      ...{ sales: totals.salesMinor, tax: totals.taxMinor, paid: totals.paidMinor, tips: totals.tipMinor },
      note: view.missing.length > 0 ? `${formatCount(view.missing.length, "day is", "days are")} missing` : null,
    }),
    ...view.days.map((day) =>
      line("Business day", day.day, day.receipts, {
        ...{ sales: day.salesMinor, tax: day.taxMinor, paid: day.paidMinor, tips: day.tipMinor },
        note: day.complete ? null : "not complete yet",
      }),
    ),
    ...view.payments.map(({ code, name, count, paidMinor, tipMinor }) =>
      line("Payment method", name || code, count, { paid: paidMinor, tips: tipMinor }),
    ),
    ...view.groups.map(({ name, count, salesMinor, taxMinor }) =>
      line("Accounting group", name, count, { sales: salesMinor, tax: taxMinor }),
    ),
    ...view.taxes.map(({ name, netMinor, taxMinor }) =>
      line("Tax rate", name, null, { sales: netMinor + taxMinor, tax: taxMinor }),
    ),
    ...view.profiles.map(({ name, count, salesMinor }) => line("Order profile", name, count, { sales: salesMinor })),
    ...view.hours.map(({ name, count, salesMinor }) =>
      line("Hour", name && `${name.padStart(2, "0")}:00`, count, { sales: salesMinor }),
    ),
    ...view.types.map(({ name, count, salesMinor }) => line("Kind of receipt", name, count, { sales: salesMinor })),
  ];
  return `\u{FEFF}${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;

  type Amounts = { sales?: number; tax?: number; paid?: number; tips?: number; note?: string | null };
  function line(table: string, name: string, count: number | null, amounts: Amounts): Cell[] {
    const { sales, tax, paid, tips, note = null } = amounts;
    const digits = [sales, tax, paid, tips].map((minor) => (minor === undefined ? null : money(minor)));
    return [table, safe(name || "Not stated"), count, ...digits, view.currency, note];
  }
}

/** A name that a spreadsheet would take for a formula is told to be text. */
const safe = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

const cell = (value: Cell): string => {
  const text = value === null ? "" : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
