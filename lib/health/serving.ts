import { setTimeout as pause } from "node:timers/promises";

/** What a process that answers requests knows of its own end. */
export type Serving = {
  stopping: boolean /** When somebody last asked for something, health aside. */;
  lastAskedAt: number;
};

const holder = globalThis as typeof globalThis & { upvendoServing?: Serving };

/** Of this process. One for all bundles that Next makes of us. */
export function serving(): Serving {
  holder.upvendoServing ??= { stopping: false, lastAskedAt: 0 };
  return holder.upvendoServing;
}

type Linger = { leastMs: number; quietMs: number; mostMs: number };

/**
 * Told to stop, a process still answers: at least so long, until nobody has asked for so long, and at most so long. A connection that is
 * closed in the moment of its next request is a failed delivery for its sender.
 */
export async function lingered(state: Serving, { leastMs, quietMs, mostMs }: Linger): Promise<void> {
  const start = performance.now();
  await pause(leastMs);
  while (performance.now() - Math.max(start, state.lastAskedAt) < quietMs) {
    if (performance.now() - start > mostMs) return;
    await pause(50);
  }
}
