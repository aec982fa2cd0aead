"use client";

import Link from "next/link";
import { hasConnection, statusLight } from "@/components/lightspeed/connection-words";
import { ProblemAlert } from "@/components/lightspeed/problem-alert";
import { useConnection } from "@/components/lightspeed/use-connection";
import { RelativeTime } from "@/components/time/relative-time";
import { useNow } from "@/components/time/use-now";
import { Badge } from "@/components/ui/badge";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { isOlderThan, type Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";

type ConnectionLightProps = { initial: ConnectionView; renderedAt: string; region: Region };

/** The connection at a glance, with the age of the proof behind it. */
export function ConnectionLight({ initial, ...times }: ConnectionLightProps) {
  const { connection } = useConnection(initial);
  const now = useNow(times.renderedAt);
  const { lastChecked, business } = connection;
  const { text, tone } = statusLight(connection, now);
  const stale = lastChecked !== null && isOlderThan(lastChecked.at, now, lifetimes.connection.lastsMs);
  return (
    <Card
      id="connection"
      title="Lightspeed"
      actions={
        <Link href={hasConnection(connection) ? "/lightspeed?tab=status" : "/lightspeed"} className={buttonClass()}>
          {hasConnection(connection) ? "Open Status" : "Connect Lightspeed"}
        </Link>
      }
      description={
        <div className="mt-1 flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <span role="status">
            <Badge tone={tone}>{text}</Badge>
          </span>
          {business && <span>{business.name || business.id}</span>}
          {lastChecked && (
            <span className={stale ? "text-warning-ink" : undefined}>
              Last checked <RelativeTime at={lastChecked.at} {...times} />
              {stale && `; it may have changed since. ${lifetimes.connection.renewed}`}
            </span>
          )}
        </div>
      }
    >
      {connection.problem && <ProblemAlert connection={connection} />}
    </Card>
  );
}
