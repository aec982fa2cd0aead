"use client";

import { isOlderThan } from "@/lib/format";
import type { Lifetime } from "@/lib/lifetimes";
import { useNow } from "./use-now";

export type Proof = { at: string | null; lifetime: Lifetime | null };

/** It has been made longer ago than it counts. Without a time or a lifetime it is of our own tables, as the page was drawn. */
export const isOld = ({ at, lifetime }: Proof, nowMs: number): boolean =>
  at !== null && lifetime !== null && isOlderThan(at, nowMs, lifetime.lastsMs);

/** The same, and it turns by itself while the page is open. */
export function useOld(proof: Proof, renderedAt: string): boolean {
  return isOld(proof, useNow(renderedAt));
}
