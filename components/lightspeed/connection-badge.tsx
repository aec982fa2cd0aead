"use client";

import { useNow } from "@/components/time/use-now";
import { Badge } from "@/components/ui/badge";
import type { ConnectionView } from "@/lib/lightspeed/connection/connection-view-types";
import { statusLight } from "./connection-words";

type ConnectionBadgeProps = Pick<ConnectionView, "status" | "lastChecked"> & { renderedAt: string };

export function ConnectionBadge({ status, lastChecked, renderedAt }: ConnectionBadgeProps) {
  const { text, tone } = statusLight({ status, lastChecked }, useNow(renderedAt));
  return <Badge tone={tone}>{text}</Badge>;
}
