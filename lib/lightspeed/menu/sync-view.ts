import { readTenant } from "@/db/client";
import { type FoundSync, findMenuSync } from "@/db/queries/menu-syncs";
import type { Services } from "@/lib/services";

/** How the synchronisation of a place stands, instants in ISO 8601. */
export type SyncView = {
  /** `waiting`: it goes on by itself after a failure. */
  state: "never" | "idle" | "running" | "waiting";
  done: number;
  total: number;
  changed: number;
  brokenRows: number;
  startedAt: string | null;
  startedByName: string | null;
  finishedAt: string | null;
  outcome: "ok" | "partly" | "failed" | null;
  problem: { message: string; remedy: string } | null;
  /** When the next one begins, or a waiting one goes on. */
  dueAt: string | null;
};

const never: SyncView = {
  ...{ state: "never", done: 0, total: 0, changed: 0, brokenRows: 0, startedAt: null, startedByName: null },
  ...{ finishedAt: null, outcome: null, problem: null, dueAt: null },
};

export async function getSyncView(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
  placeId: string,
): Promise<SyncView> {
  return toSyncView(await readTenant(db, merchantId, (tx) => findMenuSync(tx, placeId)), now());
}

export function toSyncView(sync: FoundSync | null | undefined, now: Date): SyncView {
  if (!sync) return never;
  const waiting = sync.failures > 0 && !sync.held && sync.dueAt.getTime() > now.getTime();
  return {
    state: sync.state === "idle" ? "idle" : waiting ? "waiting" : "running",
    ...{ done: sync.done, total: sync.total, changed: sync.changed, brokenRows: sync.brokenRows },
    startedAt: sync.startedAt?.toISOString() ?? null,
    startedByName: sync.startedByName,
    finishedAt: sync.finishedAt?.toISOString() ?? null,
    outcome: sync.outcome,
    problem: sync.problem,
    dueAt: sync.dueAt.toISOString(),
  };
}
