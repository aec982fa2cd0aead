import type { Database } from "@/db/client";
import { type NewDelivery, storeWebhookEvents } from "@/db/queries/webhook-intake";
import { createGroupCommit } from "./group-commit";

export type Intake = {
  /** True once the delivery is committed; false when its endpoint is none of ours. Throws when it could not be stored in time. */
  store: (delivery: NewDelivery) => Promise<boolean>;
  /** Connects and plans ahead, so that the first delivery finds it done. */
  warm: () => Promise<void>;
  close: () => Promise<void>;
};

/** Less than a second, so that a sender hears "later" in time. */
const LIMIT_MS = 700;

/** Writes deliveries to the database in groups. `open` makes a small pool of its own, and again where one hangs. */
export function createIntake(open: () => Database, environment: string): Intake {
  let db = open();
  // A database that accepts and never answers would hold the pool for ever: it is dropped as a whole.
  let replacedAt = Number.NEGATIVE_INFINITY;
  const replace = () => {
    // Both writes were stuck on the same pool.
    if (performance.now() - replacedAt < LIMIT_MS / 2) return;
    replacedAt = performance.now();
    const stuck = db;
    db = open();
    void stuck.$client.end({ timeout: 0 });
  };
  const store = createGroupCommit<NewDelivery, boolean>((items) => storeWebhookEvents(db, environment, items), {
    // Two groups in turn keep the database busy while one of them waits for the disk.
    flights: 2,
    limitMs: LIMIT_MS,
    onStuck: replace,
    isItemFault: (error) => error instanceof Error && /^(22|54)/.test((error as Error & { code?: string }).code ?? ""),
  });
  return {
    store: (delivery) => inTime(store(delivery)),
    warm: async () => void (await storeWebhookEvents(db, environment, [])),
    close: () => db.$client.end({ timeout: 2 }),
  };
}

/** Also for who waits behind a write that is stuck. What is committed after that is a repeat for the worker. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("not stored in time")), LIMIT_MS);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
