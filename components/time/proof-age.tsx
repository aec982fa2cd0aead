"use client";

import type { Region } from "@/lib/format";
import { formatLasting } from "@/lib/lifetimes";
import { RelativeTime } from "./relative-time";
import { type Proof, useOld } from "./use-old";

type ProofAgeProps = {
  /** What was done then, before its age: "Looked at". */
  did?: string;
  proof: Proof;
  renderedAt: string;
  region: Region;
};

/** How old a proof is and how long it counts; once it counts no longer, also how a new one comes. */
export function ProofAge({ did, proof, ...times }: ProofAgeProps) {
  const old = useOld(proof, times.renderedAt);
  const { at, lifetime } = proof;
  if (at === null) return null;
  return (
    <span className={old ? "text-warning-ink" : undefined}>
      {did && `${did} `}
      <RelativeTime at={at} {...times} />
      {lifetime && `, counts for ${formatLasting(lifetime.lastsMs)}`}.
      {old && lifetime && ` It may have changed since. ${lifetime.renewed}`}
    </span>
  );
}
