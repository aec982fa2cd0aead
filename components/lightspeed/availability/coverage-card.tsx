import type { ReactNode } from "react";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import type { CoverageView } from "@/lib/lightspeed/availability/availability-types";

type CoverageCardProps = {
  /** Null: it could not be read. */
  places: { name: string; coverage: Omit<CoverageView, "lastEventAt">; lastEvent: ReactNode }[] | null;
};

/** Which locations really send their changes, and why the others do not. */
export function CoverageCard({ places }: CoverageCardProps) {
  return (
    <Card
      id="coverage"
      flush
      title="How changes reach us"
      description="With events a change at the till is here within seconds. Without them the counts are read every minute while this page is open, and every five minutes otherwise."
    >
      {places === null ? (
        <EmptyState title="This could not be read">Reload the page. The counts above are not affected.</EmptyState>
      ) : (
        <ul className="divide-y">
          {places.map(({ name, coverage, lastEvent }) => (
            <li key={name} className="grid gap-1.5 px-4 py-3 text-sm sm:px-5">
              <div className="flex flex-wrap items-center justify-between gap-2">
                <span className="font-medium">{name}</span>
                {coverage.state === "events" ? (
                  <Badge tone="positive">Sends events</Badge>
                ) : (
                  <Badge tone="warning">Read by asking</Badge>
                )}
              </div>
              {coverage.reasons.map(({ message, remedy }) => (
                <p key={message} className="text-pretty [overflow-wrap:anywhere]">
                  {message} <span className="text-muted">{remedy}</span>
                </p>
              ))}
              <p className="text-muted">{lastEvent}</p>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
