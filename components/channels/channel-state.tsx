"use client";

import { ProofAge } from "@/components/time/proof-age";
import { useOld } from "@/components/time/use-old";
import { Badge, type Tone } from "@/components/ui/badge";
import type { ChannelView } from "@/lib/channels/get-channels";
import type { Region } from "@/lib/format";
import { lifetimes } from "@/lib/lifetimes";

type ChannelStateProps = {
  channel: Pick<ChannelView, "on" | "paused" | "blockedBy">;
  /** When Lightspeed last said that the till takes orders; null where it never did. */
  readyAt: string | null;
  /** Its location is outside the opening hours, which hold for it. */
  closed: boolean;
};

/** Green only while the till's own word is young. An old one stops nothing: orders are then looked at one by one before anybody pays. */
export function ChannelState({ channel, readyAt, closed, renderedAt }: ChannelStateProps & { renderedAt: string }) {
  const old = useOld({ at: readyAt, lifetime: lifetimes.readiness }, renderedAt);
  const { on, paused, blockedBy } = channel;
  const [tone, text]: [Tone, string] = !on
    ? ["neutral", "Off"]
    : blockedBy.length > 0
      ? ["negative", "Stopped"]
      : paused
        ? ["warning", "Paused"]
        : closed
          ? ["neutral", "Closed now"]
          : readyAt === null
            ? ["neutral", "On, not proven"]
            : old
              ? ["neutral", "Last known: Selling"]
              : ["positive", "Selling"];
  return <Badge tone={tone}>{text}</Badge>;
}

type TillProofProps = { readyAt: string | null; renderedAt: string; region: Region };

/** What "Selling" stands on. */
export function TillProof({ readyAt, ...times }: TillProofProps) {
  if (readyAt === null) return <>The till has not said yet that it takes orders. {lifetimes.readiness.renewed}</>;
  const proof = { at: readyAt, lifetime: lifetimes.readiness };
  return <ProofAge did="The till said that it takes orders" proof={proof} {...times} />;
}
