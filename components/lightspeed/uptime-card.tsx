import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatInstant, formatLogInstant, formatNumber, type Region } from "@/lib/format";
import type { UptimeView } from "@/lib/lightspeed/uptime/uptime-types";
import { causeWords, exactDuration } from "./uptime-words";

type UptimeCardProps = {
  /** Null when it could not be read. */
  uptime: UptimeView[] | null;
  region: Region;
};

export function UptimeCard({ uptime, region }: UptimeCardProps) {
  return (
    <Card
      id="uptime"
      flush
      title="Uptime"
      description="How long orders could reach each location's till while it was open, over the last 30 days at most."
    >
      {uptime === null && (
        <EmptyState title="The uptime could not be read">
          That is a fault on our side. Reload the page in a minute.
        </EmptyState>
      )}
      {uptime?.length === 0 && (
        <EmptyState title="No location is linked yet">
          Link a location on the Settings tab. From then on its outages are written down here.
        </EmptyState>
      )}
      <ul className="divide-y">
        {uptime?.map((one) => (
          <Place key={one.locationId} view={one} region={region} />
        ))}
      </ul>
    </Card>
  );
}

function Place({ view, region }: { view: UptimeView; region: Region }) {
  const { locationName, percent, downMs, since, outages } = view;
  return (
    <li className="py-3.5 text-sm">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1 px-4 sm:px-5">
        <h3 className="font-medium">{locationName}</h3>
        <p className="text-muted text-xs">
          {percent === null ? (
            "It was not open yet"
          ) : (
            <>
              <span className="font-semibold text-base text-ink tabular-nums">
                {formatNumber(percent.toFixed(2), region)} %
              </span>{" "}
              since {formatInstant(since, region)}
            </>
          )}
        </p>
      </div>
      <p className="px-4 text-muted sm:px-5">
        {outages.length === 0
          ? "No outage while it was open."
          : `${formatCount(outages.length, "outage")}, ${exactDuration(downMs)} of the opening times.`}
      </p>
      {outages.length > 0 && (
        <details className="mt-2" open={outages.some(({ endedAt }) => endedAt === null)}>
          <summary className="cursor-pointer px-4 text-accent-ink sm:px-5">Outages of {locationName}</summary>
          <ul className="mt-2 divide-y border-y tabular-nums">
            {outages.map(({ id, cause, startedAt, endedAt, durationMs }) => (
              <li key={id} className="flex flex-wrap justify-between gap-x-4 gap-y-0.5 px-4 py-2 sm:px-5">
                <span className="flex flex-wrap items-center gap-x-1.5">
                  <time dateTime={startedAt}>{formatLogInstant(startedAt, region)}</time> to{" "}
                  {endedAt ? (
                    <time dateTime={endedAt}>{formatLogInstant(endedAt, region)}</time>
                  ) : (
                    <>
                      now <Badge tone="negative">Still out</Badge>
                    </>
                  )}
                </span>
                <span className="text-muted">
                  {exactDuration(durationMs)}. {causeWords[cause]}.
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </li>
  );
}
