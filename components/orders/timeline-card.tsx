"use client";

import { Card } from "@/components/ui/card";
import { formatDuration, formatLogInstant, type Region } from "@/lib/format";
import type { TimelineView } from "@/lib/orders/order-view";

const directions: Record<TimelineView["direction"], string> = {
  out: "Sent",
  in: "Came in",
  here: "Here",
};

/** Every message in both directions and every change, in the order in which it was written down. */
export function TimelineCard({ timeline, region }: { timeline: readonly TimelineView[]; region: Region }) {
  return (
    <Card
      id="timeline"
      flush
      title="Timeline"
      description="Every message in both directions, oldest first. Names, addresses and secrets are left out."
    >
      <ol aria-label="Timeline" className="divide-y">
        {timeline.map((entry) => (
          <li key={entry.id} id={`entry-${entry.id}`} className="grid gap-0.5 px-4 py-2.5 text-sm sm:px-5">
            <p className="flex flex-wrap justify-between gap-x-4">
              <span className="min-w-0 [overflow-wrap:anywhere]">
                <span className="text-muted">{directions[entry.direction]} · </span>
                <span className="font-medium">{entry.kind}</span>
                <span className="text-muted">{factsOf(entry)}</span>
              </span>
              <span className="text-muted tabular-nums">{formatLogInstant(entry.at, region)}</span>
            </p>
            <p className="text-pretty [overflow-wrap:anywhere]">{entry.message}</p>
            <Detail entry={entry} />
          </li>
        ))}
      </ol>
    </Card>
  );
}

function factsOf({ attempt, httpStatus, durationMs, actor, direction }: TimelineView): string {
  const facts = [
    attempt !== null && `try ${attempt}`,
    httpStatus !== null && `HTTP ${httpStatus}`,
    durationMs !== null && formatDuration(durationMs),
    // What came in was caused by whoever sent it.
    actor !== null ? `by ${actor}` : direction !== "in" && "by Upvendo",
  ];
  return facts
    .filter((fact) => fact !== false)
    .map((fact) => ` · ${fact}`)
    .join("");
}

function Detail({ entry: { detail, correlationId, id } }: { entry: TimelineView }) {
  const isEmpty = typeof detail !== "object" || detail === null || Object.keys(detail).length === 0;
  if (isEmpty && !correlationId) return null;
  return (
    <details className="text-xs">
      <summary className="w-fit cursor-pointer text-muted">
        Details<span className="sr-only"> of entry {id}</span>
      </summary>
      {correlationId && <p className="mt-1 text-muted">Correlation id {correlationId}</p>}
      {!isEmpty && (
        <pre className="mt-1 whitespace-pre-wrap rounded border bg-sunken p-3 font-mono [overflow-wrap:anywhere]">
          {JSON.stringify(detail, null, 2)}
        </pre>
      )}
    </details>
  );
}
