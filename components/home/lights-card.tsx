"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useNow } from "@/components/time/use-now";
import { isOld } from "@/components/time/use-old";
import { Badge } from "@/components/ui/badge";
import { Card } from "@/components/ui/card";
import { TextLink } from "@/components/ui/text-link";
import type { Region } from "@/lib/format";
import type { Lifetime } from "@/lib/lifetimes";

export type Light = {
  id: string;
  title: string;
  state: string;
  href: string;
  /** It does not work, rather than that nobody has set it up. */
  broken: boolean;
  /** Null while it is not so. */
  proof: { at: string | null; checked: string; lifetime: Lifetime | null } | null;
};

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
        {lights.map(({ id, title, state, href, broken, proof }) => {
          const old = proof !== null && isOld(proof, now);
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
                  {proof.checked} <ProofAge did="Looked at" proof={proof} {...times} />
                </p>
              )}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
