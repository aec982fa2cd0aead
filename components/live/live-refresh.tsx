"use client";

import { useRouter } from "next/navigation";
import type { LiveTopic } from "@/lib/live/topics";
import { redraw } from "./redraw";
import { useLive } from "./use-live";

/** Has the server draw the page again when something of these topics changes. */
export function LiveRefresh({ topics }: { topics: readonly LiveTopic[] }) {
  const router = useRouter();
  useLive(topics, () => redraw(router.refresh));
  return null;
}
