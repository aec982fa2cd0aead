"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { redraw } from "@/components/live/redraw";
import { serverClock } from "./server-clock";

type LightRefreshProps = {
  /** The proofs on the page: when each was made, and how long it counts. */
  proofs: readonly { at: string; lastsMs: number }[];
  renderedAt: string;
};

/** Has the page drawn again as the next of its lights is about to turn grey: what was proven anew meanwhile stays green. */
export function LightRefresh({ proofs, renderedAt }: LightRefreshProps) {
  const router = useRouter();
  const ends = proofs.map(({ at, lastsMs }) => Date.parse(at) + lastsMs).sort((one, other) => one - other);
  const key = ends.join(" ");
  useEffect(() => {
    serverClock.hear(renderedAt);
    const now = serverClock.now();
    const next = nextEnd(key.split(" ").map(Number), now);
    if (next === null) return;
    const timer = setTimeout(() => redraw(router.refresh), next - now);
    return () => clearTimeout(timer);
  }, [key, router, renderedAt]);
  return null;
}

/** Longer than a page is open, and within what a timer can count. */
const AT_MOST_MS = 7 * 86_400_000;

/** The next moment at which a proof ends; null where none does soon enough. One that has ended turns green again with the next drawing, whoever asks for it. */
export function nextEnd(ends: readonly number[], now: number): number | null {
  const next = Math.min(...ends.filter((end) => end > now));
  return next - now <= AT_MOST_MS ? next : null;
}
