"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useNow } from "@/components/time/use-now";
import { isOld, type Proof } from "@/components/time/use-old";
import { Badge, type Tone } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import type { Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";
import type { PointFinding } from "@/lib/setup/help/help-types";

type PointsCardProps = {
  points: PointFinding[];
  /** The points to which the reader said yes. */
  answered: readonly string[];
  /** When all of this was read. */
  renderedAt: string;
  region: Region;
};

/** Every point of the topic with what is seen of it now; green only while that counts. */
export function PointsCard({ points, answered, ...times }: PointsCardProps) {
  const now = useNow(times.renderedAt);
  const read = { at: times.renderedAt, lifetime: lifetimes.figures };
  return (
    <Card
      id="points"
      flush
      title="All points"
      description={<ProofAge did="Read from what is there:" proof={read} {...times} />}
    >
      <ul className="divide-y">
        {points.map((point) => {
          const { id, text, under, seen } = point;
          const proof = proofOf(point);
          const [tone, word] = stateOf(point, isOld(proof ?? read, now), answered);
          return (
            <li key={id} className="flex items-start justify-between gap-4 px-4 py-3 text-sm max-sm:flex-col sm:px-5">
              <div className="min-w-0 max-sm:order-2">
                {under && <p className="text-muted text-xs">{under}</p>}
                <p className="font-medium text-pretty">{text}</p>
                <p className="mt-0.5 text-muted text-pretty [overflow-wrap:anywhere]">{seen}</p>
                {proof && (
                  <p className="mt-0.5 text-muted text-xs text-pretty">
                    <ProofAge did="Looked at" proof={proof} {...times} />
                  </p>
                )}
              </div>
              <span className="shrink-0">
                <Badge tone={tone}>{word}</Badge>
              </span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

const proofOf = (point: PointFinding): Proof | null => (point.verdict === "fine" ? (point.proof ?? null) : null);

function stateOf({ id, verdict }: PointFinding, old: boolean, answered: readonly string[]): [Tone, string] {
  if (verdict === "cause") return ["negative", "Cause"];
  if (verdict === "ask") return answered.includes(id) ? ["positive", "You say yes"] : ["neutral", "For you to see"];
  return old ? ["neutral", "Last known: in order"] : ["positive", "In order"];
}
