import { createDatabase } from "@/db/client";
import { getEnv } from "@/lib/env";
import { webhookCredentials } from "@/lib/env-lightspeed";
import { createIntake } from "./intake";
import { createReceiver, type Receiver } from "./receiver";
import { createRefusalCounter } from "./refusal-counter";

// On globalThis: the development server evaluates modules again on every change, and each pool would stay open.
const holder = globalThis as typeof globalThis & { upvendoReceiver?: Receiver };

/** The process's one receiver, with a pool that no page can use up. */
export function processReceiver(): Receiver {
  holder.upvendoReceiver ??= createProcessReceiver();
  return holder.upvendoReceiver;
}

function createProcessReceiver(): Receiver {
  const env = getEnv();
  const credentials = webhookCredentials(env);
  const open = (applicationName: string, max: number) =>
    createDatabase(env.DATABASE_URL, {
      ...{ max, applicationName, statementTimeoutMs: 2_000, connectTimeoutSeconds: 1 },
      plans: "kept",
    });
  return createReceiver({
    credentials: credentials && { ...credentials, passwordBefore: env.LIGHTSPEED_WEBHOOK_PASSWORD_BEFORE },
    intake: createIntake(() => open("upvendo-ingest", 2), env.LIGHTSPEED_ENVIRONMENT),
    refusals: createRefusalCounter(open("upvendo-counts", 1)),
  });
}
