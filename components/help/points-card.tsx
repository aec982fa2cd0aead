"use client";

import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { Finding, PointFinding } from "@/lib/setup/help/help-types";

const words: Record<Finding["verdict"], { tone: Tone; text: string }> = {
  fine: { tone: "positive", text: "In order" },
  cause: { tone: "negative", text: "Cause" },
  ask: { tone: "neutral", text: "For you to see" },
};

/** Every point of the topic with what is seen of it now. */
export function PointsCard({ points, answered }: { points: PointFinding[]; answered: readonly string[] }) {
  return (
    <Card id="points" flush title="All points" description="Read from what is there now.">
      <ul className="divide-y">
        {points.map(({ id, text, under, verdict, seen }) => {
          const { tone, text: word } = words[verdict];
          const told = verdict === "ask" && answered.includes(id);
          return (
            <li key={id} className="flex items-start justify-between gap-4 px-4 py-3 text-sm max-sm:flex-col sm:px-5">
              <div className="min-w-0 max-sm:order-2">
                {under && <p className="text-muted text-xs">{under}</p>}
                <p className="font-medium text-pretty">{text}</p>
                <p className="mt-0.5 text-muted text-pretty [overflow-wrap:anywhere]">{seen}</p>
              </div>
              <span className="shrink-0">
                <Badge tone={told ? "positive" : tone}>{told ? "You say yes" : word}</Badge>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
