import { Card } from "@/components/ui/card";
import { Table, Td, Th } from "@/components/ui/table";
import { formatMoney, type Region } from "@/lib/format";

export type Bar = { label: string; count: number; salesMinor: number; note: string | null };
type SalesChartProps = { title: string; by: string; bars: Bar[]; currency: string; region: Region };

const WIDTH = 960;
const HEIGHT = 140;

/** Drawn on the server; the table below it says the same. What was taken back shows below the line. */
export function SalesChart({ title, by, bars, currency, region }: SalesChartProps) {
  const most = Math.max(1, ...bars.map(({ salesMinor }) => salesMinor));
  const least = Math.min(0, ...bars.map(({ salesMinor }) => salesMinor));
  const scale = HEIGHT / (most - least);
  const line = most * scale;
  const step = WIDTH / Math.max(bars.length, 1);
  const gap = Math.min(4, step / 4);
  const best = bars.reduce<Bar | null>((top, bar) => (top && top.salesMinor >= bar.salesMinor ? top : bar), null);
  return (
    <Card id="chart" title={title}>
      <figure>
        <figcaption className="text-muted text-sm">
          {best ? `Most: ${best.label}, ${formatMoney(best.salesMinor, currency, region)}` : "Nothing to draw yet"}
        </figcaption>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`}
          preserveAspectRatio="none"
          className="mt-2 h-36 w-full"
          aria-hidden="true"
        >
          {bars.map(({ label, salesMinor }, index) => (
            <rect
              key={label}
              x={index * step}
              y={salesMinor >= 0 ? line - salesMinor * scale : line}
              width={step - gap}
              height={Math.abs(salesMinor) * scale}
              className={salesMinor >= 0 ? "fill-accent" : "fill-negative"}
            />
          ))}
          <rect x="0" y={line} width={WIDTH} height="1" className="fill-line-strong" />
        </svg>
      </figure>
      <details className="mt-3">
        <summary className="w-fit cursor-pointer text-muted text-sm">Show as a table</summary>
        <div className="mt-2 rounded border">
          <Table>
            <caption className="sr-only">{title}</caption>
            <thead>
              <tr>
                <Th>{by}</Th>
                <Th className="text-right">Receipts</Th>
                <Th className="text-right">Sales</Th>
              </tr>
            </thead>
            <tbody>
              {bars.map(({ label, count, salesMinor, note }) => (
                <tr key={label}>
                  <Td>
                    {label}
                    {note && <span className="block text-muted text-xs">{note}</span>}
                  </Td>
                  <Td className="text-right tabular-nums">{count}</Td>
                  <Td className="text-right tabular-nums">{formatMoney(salesMinor, currency, region)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      </details>
    </Card>
  );
}
