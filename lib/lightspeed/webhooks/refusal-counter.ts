import type { Database } from "@/db/client";
import { countWebhookRefusals } from "@/db/queries/webhook-refusals";
import { log } from "@/lib/log";

export type RefusalCounter = {
  count: (reason: string) => void;
  flush: () => Promise<void>;
  close: () => Promise<void>;
};

/** Counts what was refused at the door in memory and writes the sums now and then: a flood costs one statement in ten seconds. */
export function createRefusalCounter(db: Database, everyMs = 10_000): RefusalCounter {
  let counts = new Map<string, number>();
  let flushing = Promise.resolve();

  const write = async (): Promise<void> => {
    if (counts.size === 0) return;
    const taken = counts;
    counts = new Map();
    try {
      await countWebhookRefusals(db, Object.fromEntries(taken));
    } catch (error) {
      for (const [reason, n] of taken) counts.set(reason, (counts.get(reason) ?? 0) + n);
      log.warn({ error }, "counting refused deliveries failed");
    }
  };
  const flush = () => {
    flushing = flushing.then(write);
    return flushing;
  };
  const timer = setInterval(flush, everyMs);
  timer.unref();
  return {
    count: (reason) => {
      counts.set(reason, (counts.get(reason) ?? 0) + 1);
    },
    flush,
    close: () => {
      clearInterval(timer);
      return flush();
    },
  };
}
