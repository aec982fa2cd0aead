import { listenTo } from "@/db/listener";
import { listCountingSessions } from "@/db/queries/users";
import { IDLE_SECONDS } from "@/lib/auth/session-token";
import { database } from "@/lib/database";
import { getEnv } from "@/lib/env";
import { createHub, type Hub } from "./hub";
import { LIVE_CHANNEL } from "./topics";

// On globalThis: the build and the development server may evaluate this module more than once.
const holder = globalThis as typeof globalThis & { upvendoLiveHub?: Hub };

/** The process's one hub. It listens from the first page that asks on. */
export function liveHub(): Hub {
  holder.upvendoLiveHub ??= startHub();
  return holder.upvendoLiveHub;
}

function startHub(): Hub {
  const hub = createHub({
    listen: (options) => listenTo(getEnv().DATABASE_URL, LIVE_CHANNEL, options),
    countingSessions: (ids) => listCountingSessions(database(), ids, IDLE_SECONDS),
  });
  // The server waits for open answers before it ends, and these would stay open for ever.
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void hub.stop());
  return hub;
}
