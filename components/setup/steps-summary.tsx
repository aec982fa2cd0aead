"use client";

import { useNow } from "@/components/time/use-now";
import { isOld } from "@/components/time/use-old";
import { formatCount } from "@/lib/format";
import type { Prerequisite } from "@/lib/setup/prerequisites";

/** With every step done: whether each is still proven. It turns by itself while the page is open. */
export function StepsSummary({ steps, renderedAt }: { steps: Prerequisite[]; renderedAt: string }) {
  const now = useNow(renderedAt);
  const old = steps.filter(({ proof }) => proof !== null && isOld(proof, now)).length;
  if (old === 0) return "Every step is done and proven.";
  return `Every step is done. ${formatCount(old, "proof is", "proofs are")} old: ${old === 1 ? "it says" : "each says"} how a new one comes.`;
}
