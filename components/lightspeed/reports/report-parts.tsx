import { formatClock, formatDay, type Region } from "@/lib/format";
import type { ReportView } from "@/lib/lightspeed/reports/report-view";
import { BreakdownCard } from "./breakdown-card";
import { SalesChart } from "./sales-chart";

type ReportPartsProps = {
  report: ReportView;
  /** Names of order profiles by their codes. */
  profiles: ReadonlyMap<string, string>;
  region: Region;
};

/** The chart and every way of dividing the sums. */
export function ReportParts({ report, profiles, region }: ReportPartsProps) {
  const { currency, days, hours, payments, groups, taxes, types } = report;
  const oneDay = days.length === 1;
  const hourBars = hours.map(({ name, ...rest }) => ({
    label: name === "" ? "Not stated" : formatClock(`${name.padStart(2, "0")}:00`, region),
    note: null,
    ...rest,
  }));
  const dayBars = days.map(({ day, receipts, salesMinor, complete }) => ({
    ...{ label: formatDay(day, region), count: receipts, salesMinor, note: complete ? null : "can still change" },
  }));
  return (
    <>
      <SalesChart
        title={oneDay ? "Sales by hour" : "Sales by business day"}
        by={oneDay ? "Hour from" : "Business day"}
        bars={oneDay ? hourBars : dayBars}
        currency={currency}
        region={region}
      />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <BreakdownCard
          {...{
            id: "by-payment",
            title: "By payment method",
            by: "Payment method",
            counted: "Payments",
            currency,
            region,
          }}
          columns={["Paid", "Tips"]}
          rows={payments.map(({ code, name, count, paidMinor, tipMinor }) => ({
            ...{ key: code, name, code, count, amounts: [paidMinor, tipMinor] },
          }))}
        />
        <BreakdownCard
          {...{ id: "by-group", title: "By accounting group", by: "Group", counted: "Lines", currency, region }}
          columns={["Sales", "Tax"]}
          rows={groups.map(({ name, count, salesMinor, taxMinor }) => ({
            ...{ key: name, name, count, amounts: [salesMinor, taxMinor] },
          }))}
        />
        <BreakdownCard
          {...{ id: "by-tax", title: "By tax rate", by: "Tax code", currency, region }}
          columns={["Without tax", "Tax"]}
          rows={taxes.map(({ name, netMinor, taxMinor }) => ({ key: name, name, amounts: [netMinor, taxMinor] }))}
        />
        <BreakdownCard
          {...{
            id: "by-profile",
            title: "By order profile",
            by: "Order profile",
            counted: "Receipts",
            currency,
            region,
          }}
          columns={["Sales"]}
          rows={report.profiles.map(({ name, count, salesMinor }) => ({
            ...{ key: name, name: profiles.get(name) ?? name, code: name, count, amounts: [salesMinor] },
          }))}
        />
        {!oneDay && (
          <BreakdownCard
            {...{ id: "by-hour", title: "By hour", by: "Hour from", counted: "Receipts", currency, region }}
            columns={["Sales"]}
            rows={hourBars.map(({ label, count, salesMinor }) => ({
              ...{ key: label, name: label, count, amounts: [salesMinor] },
            }))}
          />
        )}
        <BreakdownCard
          {...{ id: "by-type", title: "By kind of receipt", by: "Kind", counted: "Receipts", currency, region }}
          columns={["Sales"]}
          rows={types.map(({ name, count, salesMinor }) => ({
            ...{ key: name, name: kindWords.get(name) ?? name, code: name, count, amounts: [salesMinor] },
          }))}
        />
      </div>
    </>
  );
}

const kindWords = new Map([
  ["SALE", "Sales"],
  ["VOID", "Voided"],
  ["REFUND", "Refunded"],
  ["RECALL", "Opened again"],
  ["SPLIT", "Split"],
  ["UPDATE", "Changed"],
  ["TRANSFER", "Transferred"],
  ["CROSS_BL", "Between locations"],
  ["CANCEL", "Cancelled"],
]);
