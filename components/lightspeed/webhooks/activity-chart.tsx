import { Table, Td, Th } from "@/components/ui/table";
import { formatDuration, formatInstant, type Region } from "@/lib/format";
import type { ActivityView } from "@/lib/lightspeed/webhooks/webhook-view-types";

type Hours = ActivityView["hours"];
type ActivityChartProps = { hours: Hours; region: Region };

const WIDTH = 480;
const HEIGHT = 72;
const GAP = 3;

/** Without script it is there too; the table beside it says the same in words. */
export function ActivityChart({ hours, region }: ActivityChartProps) {
  const most = Math.max(1, ...hours.map(({ count }) => count));
  const slowest = Math.max(1, ...hours.map(({ medianMs }) => medianMs ?? 0));
  const total = hours.reduce((sum, { count }) => sum + count, 0);
  const failed = hours.reduce((sum, one) => sum + one.failed, 0);
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 md:grid-cols-2">
        <Bars
          title="Deliveries"
          summary={`${total} in 24 hours, ${failed} failed for good, at most ${most} in an hour`}
          values={hours.map(({ count, failed: bad }) => ({ value: count / most, bad: bad / most }))}
        />
        <Bars
          title="Time from arrival to done"
          summary={`median of each hour, at most ${formatDuration(slowest)}`}
          values={hours.map(({ medianMs }) => ({ value: (medianMs ?? 0) / slowest, bad: 0 }))}
        />
      </div>
      <details>
        <summary className="w-fit cursor-pointer text-muted text-sm">Show as a table</summary>
        <div className="mt-2 rounded border">
          <Table>
            <caption className="sr-only">Deliveries of the last 24 hours, hour by hour</caption>
            <thead>
              <tr>
                <Th>Hour from</Th>
                <Th>Deliveries</Th>
                <Th>Failed for good</Th>
                <Th>Median time to done</Th>
              </tr>
            </thead>
            <tbody>
              {hours.map(({ at, count, failed: bad, medianMs }) => (
                <tr key={at}>
                  <Td>{formatInstant(at, region)}</Td>
                  <Td className="tabular-nums">{count}</Td>
                  <Td className="tabular-nums">{bad}</Td>
                  <Td className="tabular-nums">{medianMs === null ? "–" : formatDuration(medianMs)}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      </details>
    </div>
  );
}

type BarsProps = { title: string; summary: string; values: { value: number; bad: number }[] };

function Bars({ title, summary, values }: BarsProps) {
  const step = WIDTH / values.length;
  const height = (part: number) => (part > 0 ? Math.max(2, part * HEIGHT) : 0);
  return (
    <figure>
      <figcaption className="text-sm">
        <span className="font-medium">{title}</span> <span className="text-muted">· {summary}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT + 1}`}
        className="mt-2 h-20 w-full"
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        <rect x="0" y={HEIGHT} width={WIDTH} height="1" className="fill-line-strong" />
        {values.map(({ value, bad }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an hour's place is what it is
          <g key={index}>
            <rect
              x={index * step}
              y={HEIGHT - height(value)}
              width={step - GAP}
              height={height(value)}
              className="fill-accent"
            />
            <rect
              x={index * step}
              y={HEIGHT - height(bad)}
              width={step - GAP}
              height={height(bad)}
              className="fill-negative"
            />
          </g>
        ))}
      </svg>
    </figure>
  );
}
