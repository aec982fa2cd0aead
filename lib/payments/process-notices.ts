import { createDatabase } from "@/db/client";
import { getEnv } from "@/lib/env";
import { processClock } from "@/lib/process-clock";
import { createPaymentNotices, type PaymentNotices } from "./notices";

// On globalThis: the development server evaluates modules again on every change, and each pool would stay open.
const holder = globalThis as typeof globalThis & { upvendoNotices?: PaymentNotices };

/** The process's one receiver of payment notices, with a pool that no page can use up and that keeps its plans. */
export function processNotices(): PaymentNotices {
  holder.upvendoNotices ??= begin();
  return holder.upvendoNotices;
}

function begin(): PaymentNotices {
  const env = getEnv();
  const db = createDatabase(env.DATABASE_URL, {
    ...{ max: 4, applicationName: "upvendo-notices", plans: "kept" },
    // Both providers wait ten seconds and more, and come again.
    ...{ statementTimeoutMs: 5_000, connectTimeoutSeconds: 2 },
  });
  return createPaymentNotices({ db, keyring: env.TOKEN_ENCRYPTION_KEYS, now: processClock().now });
}
