"use client";

import { useOld } from "@/components/time/use-old";
import { Badge } from "@/components/ui/badge";
import { lifetimes } from "@/lib/lifetimes";
import type { EndpointView } from "@/lib/lightspeed/webhooks/webhook-view-types";
import { endpointWords } from "./words";

type EndpointLightProps = Pick<EndpointView, "status" | "lastReadAt"> & { renderedAt: string };

/** "Registered" is green only while Lightspeed was asked lately; its age stands below. */
export function EndpointLight({ status, lastReadAt, renderedAt }: EndpointLightProps) {
  const old = useOld({ at: lastReadAt, lifetime: lifetimes.webhook }, renderedAt);
  const { text, tone } = endpointWords[status];
  return <Badge tone={status === "registered" && old ? "neutral" : tone}>{text}</Badge>;
}
