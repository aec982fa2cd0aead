"use client";

import type { ReactNode } from "react";
import { RelativeTime } from "@/components/time/relative-time";
import { useNow } from "@/components/time/use-now";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { AlertIcon, CheckIcon } from "@/components/ui/icons";
import { isOlderThan, type Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { ReadinessView } from "@/lib/lightspeed/readiness/readiness-types";
import { partWords, readinessWords } from "./readiness-words";

type Times = { renderedAt: string; region: Region };
type ReadinessCardProps = Times & {
  /** Null when it could not be read. */
  readiness: ReadinessView[] | null;
  /** The button that asks now. */
  actions: ReactNode;
};

export function ReadinessCard({ readiness, actions, ...times }: ReadinessCardProps) {
  return (
    <Card
      id="readiness"
      flush
      title="POS readiness"
      description="Whether each location's till takes online orders right now. Asked twice a minute, and told by Lightspeed when it changes."
      actions={readiness && readiness.length > 0 ? actions : null}
    >
      {readiness === null && (
        <EmptyState title="The readiness could not be read">
          That is a fault on our side. Reload the page in a minute.
        </EmptyState>
      )}
      {readiness?.length === 0 && (
        <EmptyState title="No location is linked yet">
          Link a location on the Settings tab to see its till here.
        </EmptyState>
      )}
      <ul className="divide-y">
        {readiness?.map((one) => (
          <ReadinessRow key={one.locationId} view={one} {...times} />
        ))}
      </ul>
    </Card>
  );
}

function ReadinessRow({ view, ...times }: Times & { view: ReadinessView }) {
  const { locationName, businessLocationName, state, parts, readAt, problem } = view;
  const now = useNow(times.renderedAt);
  const old = readAt === null || isOlderThan(readAt, now, lifetimes.readiness.lastsMs);
  const words = readinessWords[old ? "old" : state];
  return (
    <li className="grid gap-3 px-4 py-3.5 sm:px-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <h3 className="font-medium text-sm">
          {locationName} <span className="font-normal text-muted">at {businessLocationName}</span>
        </h3>
        <p className="flex flex-wrap items-center gap-2 text-muted text-xs">
          <ProofAge view={view} old={old} {...times} />
          <Badge tone={words.tone}>{words.text(state)}</Badge>
        </p>
      </div>
      {readAt !== null && (
        <ul className="grid gap-x-6 gap-y-1 text-sm sm:grid-cols-2">
          {parts.map(({ key, ok }) => (
            <li key={key} className="flex gap-2">
              {ok === false ? (
                <AlertIcon className="mt-0.5 shrink-0 text-warning-ink" />
              ) : (
                <CheckIcon className={ok ? "mt-0.5 shrink-0 text-positive-ink" : "invisible mt-0.5 shrink-0"} />
              )}
              <span>{partWords[key][ok === null ? "unknown" : ok ? "yes" : "no"]}</span>
            </li>
          ))}
        </ul>
      )}
      <Warnings view={view} />
      {problem && <p className="text-sm text-warning-ink text-pretty">The last question got no answer: {problem}</p>}
    </li>
  );
}

function ProofAge({ view: { readAt, source }, old, ...times }: Times & { view: ReadinessView; old: boolean }) {
  if (!readAt) return "Not asked yet";
  return (
    <span className={old ? "text-warning-ink" : undefined}>
      {source === "webhook" ? "Told by Lightspeed" : "Lightspeed answered"} <RelativeTime at={readAt} {...times} />
      {old && `; it may have changed since. ${lifetimes.readiness.renewed}`}
    </span>
  );
}

/** What does not count towards "ready", but can make a payment fail. */
function Warnings({ view: { readAt, orderProfileId, staffId } }: { view: ReadinessView }) {
  if (!readAt) return null;
  const missing = [orderProfileId === null && "order profile", staffId === null && "staff member"].filter(Boolean);
  if (missing.length === 0) return null;
  return (
    <p className="text-sm text-warning-ink text-pretty">
      Lightspeed has no {missing.join(" and no ")} for online orders here. Choose them under Order settings on the
      Settings tab, or set them in the Lightspeed Back Office; otherwise orders or payments can be refused.
    </p>
  );
}
