"use client";

import clsx from "clsx";
import { RelativeTime } from "@/components/time/relative-time";
import { Badge, type Tone } from "@/components/ui/badge";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import type { Hop } from "@/lib/setup/rehearsal/hops";

type HopListProps = { label: string; hops: Hop[]; renderedAt: string; region: Region };

const states: Record<Hop["state"], { tone: Tone; text: string }> = {
  proven: { tone: "positive", text: "Proven" },
  broken: { tone: "negative", text: "Broken" },
  waiting: { tone: "warning", text: "Waiting" },
  ahead: { tone: "neutral", text: "Not reached" },
};

/** The way to the till, hop by hop, each with its proof or its cause. */
export function HopList({ label, hops, ...times }: HopListProps) {
  return (
    <ol aria-label={label} className="divide-y rounded border">
      {hops.map((hop, place) => (
        <li key={hop.id} className="flex flex-wrap items-start gap-x-3 gap-y-1 px-3 py-2 text-sm">
          <span className="w-5 shrink-0 text-right text-muted tabular-nums">{place + 1}</span>
          <div className="min-w-0 flex-1 basis-52">
            <p className={clsx("font-medium", hop.state === "ahead" && "text-muted")}>{hop.title}</p>
            {hop.state === "proven" && (
              <p className="text-muted text-xs text-pretty [overflow-wrap:anywhere]">
                Proven <RelativeTime at={hop.at} {...times} />: {hop.proof}{" "}
                <TextLink href={hop.href} aria-label={`Look at the proof of: ${hop.title}`}>
                  Look
                </TextLink>
              </p>
            )}
            {(hop.state === "broken" || hop.state === "waiting") && (
              <p className="text-pretty [overflow-wrap:anywhere]">
                {hop.cause} {hop.fix && <TextLink href={hop.fix.href}>{hop.fix.label}</TextLink>}
              </p>
            )}
          </div>
          <Badge tone={states[hop.state].tone}>{states[hop.state].text}</Badge>
        </li>
      ))}
    </ol>
  );
}
