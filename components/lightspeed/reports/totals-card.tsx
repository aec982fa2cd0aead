import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { Stat } from "@/components/ui/stat";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, formatMoney, type Region } from "@/lib/format";
import type { ReportView } from "@/lib/lightspeed/reports/report-view";

type TotalsCardProps = { report: ReportView; title: string; exportHref: string; region: Region };

/** The sums of the range; each of the parts below adds up to them, to the cent. */
export function TotalsCard({ report, title, exportHref, region }: TotalsCardProps) {
  const { totals, days, leftOut } = report;
  return (
    <Card
      id="totals"
      title={title}
      description="Business days of the restaurant, from its own cut-off to the next. Corrections count for the day that they correct."
      actions={
        days.length > 0 && (
          <a href={exportHref} download className="text-accent-ink text-sm underline underline-offset-2">
            Download as CSV
          </a>
        )
      }
      flush={days.length === 0}
      footer={
        leftOut.length > 0 &&
        days.length > 0 && (
          <p>
            Not counted as sales:{" "}
            {leftOut.map(({ name, count }) => `${count} × ${leftOutWords.get(name) ?? name}`).join(", ")}.
          </p>
        )
      }
    >
      {days.length === 0 ? (
        <EmptyState title="No day of this range has been read yet">
          The figures appear here as the days come in.
        </EmptyState>
      ) : (
        <Sums report={report} region={region} />
      )}
      {days.length > 0 && totals.receipts === 0 && (
        <p className="mt-4 text-muted text-sm">
          {formatCount(days.length, "day")} read, without a sale. If you did sell, check at{" "}
          <TextLink href="/lightspeed">Lightspeed</TextLink> that this location is linked to the right one there.
        </p>
      )}
    </Card>
  );
}

function Sums({ report: { totals, currency }, region }: { report: ReportView; region: Region }) {
  const money = (minor: number) => formatMoney(minor, currency, region);
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 md:grid-cols-4">
      <Stat title="Sales, with tax">
        <span className="font-semibold text-lg">{money(totals.salesMinor)}</span>
      </Stat>
      <Stat title="Without tax">{money(totals.netMinor)}</Stat>
      <Stat title="Tax">{money(totals.taxMinor)}</Stat>
      <Stat title="Tips">{money(totals.tipMinor)}</Stat>
      <Stat title="Receipts">{totals.receipts}</Stat>
      <Stat title="Guests">{totals.covers}</Stat>
      <Stat title="Average receipt">
        {totals.receipts > 0 ? money(Math.round(totals.salesMinor / totals.receipts)) : "None"}
      </Stat>
      <Stat title="Discounts given">{money(totals.discountMinor)}</Stat>
      <Stat title="Paid, without tips">
        {money(totals.paidMinor)}
        {totals.differenceMinor !== 0 && (
          <span className="block text-muted text-xs">
            {money(Math.abs(totals.differenceMinor))} {totals.differenceMinor > 0 ? "more" : "less"} than sold: rounding
            of cash, surcharges or payments on account
          </span>
        )}
      </Stat>
      {totals.surchargeMinor !== 0 && <Stat title="Surcharges">{money(totals.surchargeMinor)}</Stat>}
    </div>
  );
}

const leftOutWords = new Map([
  ["FLOAT", "money put into a drawer"],
  ["TRANSITORY", "check that is still open"],
  ["payment", "payment in another currency"],
]);
