import { z } from "zod";
import { listDueRefreshes } from "@/db/queries/connection-tokens";
import { AppError } from "@/lib/errors";
import { defineTask } from "@/lib/jobs/task";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { refreshAhead } from "./token-vault";

export const refreshDueTask = defineTask({ name: "connections.refresh-due", payload: z.object({}) });

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed">;

export type RefreshPace = {
  /** Starts at most so many refreshes a second, over all merchants. */
  perSecond: number;
  concurrency: number;
  batch: number;
  /** Ends after so long; the next run goes on. */
  limitMs: number;
  signal?: AbortSignal | undefined;
};

const defaults = { perSecond: 20, concurrency: 8, batch: 200, limitMs: 55_000 };

/**
 * Renews every connection that is due, those with orders on their way first and then the longest due, at a steady pace however many fell due together.
 * The queue runs one of these at a time, so the pace holds over all processes. Safe to run twice: the lease decides.
 */
export async function refreshDueConnections(services: Needs, pace: Partial<RefreshPace> = {}): Promise<void> {
  const { perSecond, concurrency, batch, limitMs, signal } = { ...defaults, ...pace };
  const started = performance.now();
  const over = () => signal?.aborted === true || performance.now() - started > limitMs;
  const visited = new Set<string>();
  let next = started;
  while (!over()) {
    // A connection that stays due (leased elsewhere) is left to the next run.
    const due = (await listDueRefreshes(services.db, services.lightspeed.environment, batch + visited.size)).filter(
      (id) => !visited.has(id),
    );
    if (due.length === 0) return;
    const queue = due.slice(0, batch);
    for (const id of queue) visited.add(id);
    await Promise.all(
      Array.from({ length: concurrency }, async () => {
        for (let id = queue.shift(); id !== undefined && !over(); id = queue.shift()) {
          next = Math.max(next, performance.now()) + 1000 / perSecond;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - 1000 / perSecond - performance.now())));
          await refreshOne(services, id);
        }
      }),
    );
  }
}

async function refreshOne(services: Needs, merchantId: string): Promise<void> {
  try {
    await refreshAhead(services, merchantId);
  } catch (error) {
    // Foreseen and already told to the merchant; one connection's trouble never holds up the others.
    if (!(error instanceof AppError)) log.error({ error, merchantId }, "renewing a connection failed");
  }
}
