"use client";

import { RelativeTime } from "@/components/time/relative-time";
import { useNow } from "@/components/time/use-now";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import { formatCount, isOlderThan, type Region, STALE_AFTER_MS } from "@/lib/format";

export type Light = {
  id: string;
  title: string;
  state: string;
  href: string;
  /** It does not work, rather than that nobody has set it up. */
  broken: boolean;
  /** How long a proof counts; an hour where nothing is said. */
  lastsMs?: number;
  /** Null while it is not so. */
  proof: { at: string | null; checked: string } | null;
};

const HOUR_MS = 3_600_000;

type LightsCardProps = { lights: Light[]; renderedAt: string; region: Region };

/** Green only while its proof is young: a light turns grey by itself when nobody has looked for longer than it counts. */
export function LightsCard({ lights, ...times }: LightsCardProps) {
  const now = useNow(times.renderedAt);
  return (
    <Card
      id="lights"
      flush
      title="Lights"
      description="Each with its proof. Grey: the proof is old, so it may have changed since."
    >
      <ul className="divide-y">
        {lights.map(({ id, title, state, href, broken, lastsMs = STALE_AFTER_MS, proof }) => {
          const old = proof?.at != null && isOlderThan(proof.at, now, lastsMs);
          return (
            <li key={id} className="px-4 py-3 text-sm sm:px-5">
              <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <TextLink href={href}>{title}</TextLink>
                <Badge tone={!proof ? (broken ? "negative" : "warning") : old ? "neutral" : "positive"}>
                  {!proof ? (broken ? "Not working" : "Not set up yet") : old ? "Not looked at lately" : "Working"}
                </Badge>
              </p>
              <p className="mt-1 text-muted text-pretty">{state}</p>
              {proof && (
                <p className="mt-0.5 text-muted text-xs text-pretty">
                  {proof.checked}{" "}
                  {proof.at && (
                    <>
                      Looked at <RelativeTime at={proof.at} {...times} />, counts for{" "}
                      {formatCount(lastsMs / HOUR_MS, "hour")}.
                    </>
                  )}
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
