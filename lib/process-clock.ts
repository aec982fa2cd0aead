import { database } from "./database";
import { createDatabaseClock, type DatabaseClock } from "./jobs/database-clock";

const EVERY_MS = 15_000;

// On globalThis: one for all bundles that Next makes of us.
const holder = globalThis as typeof globalThis & { upvendoClock?: DatabaseClock };

/** The database's clock, read from the first call on; a web process calls it at boot, so that its first request finds it read. */
export function processClock(): DatabaseClock {
  holder.upvendoClock ??= begin();
  return holder.upvendoClock;
}

function begin(): DatabaseClock {
  const clock = createDatabaseClock(database());
  // The last reading holds where the database is away.
  const read = () => void clock.set().catch(() => undefined);
  read();
  setInterval(read, EVERY_MS).unref();
  return clock;
}
