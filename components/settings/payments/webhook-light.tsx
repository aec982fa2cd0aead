"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useOld } from "@/components/time/use-old";
import { Badge } from "@/components/ui/badge";
import type { Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";

type WebhookLightProps = { lastEventAt: string | null; renderedAt: string; region: Region };

/** Whether the provider's notifications arrive, by the last one that did. */
export function WebhookLight({ lastEventAt, ...times }: WebhookLightProps) {
  const proof = { at: lastEventAt, lifetime: lifetimes.paymentNotice };
  const old = useOld(proof, times.renderedAt);
  if (lastEventAt === null)
    return (
      <>
        <Badge>Waiting</Badge> No notification has come yet.
      </>
    );
  return (
    <>
      <Badge tone={old ? "neutral" : "positive"}>{old ? "Last known: Working" : "Working"}</Badge>
      <ProofAge did="Last notification" proof={proof} {...times} />
    </>
  );
}
