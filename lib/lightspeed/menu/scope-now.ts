import { Temporal } from "temporal-polyfill";
import type { MenuSync } from "@/db/schema";

const HOUR_MS = 3_600_000;

/** By day the order profiles that orders use; once in the restaurant's own night everything. */
export function scopeNow(sync: Pick<MenuSync, "fullAt"> | null, now: Date, timeZone: string): MenuSync["scope"] {
  if (!sync?.fullAt) return "all";
  const age = now.getTime() - sync.fullAt.getTime();
  const { hour } = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(timeZone);
  const night = hour >= 1 && hour < 5;
  return age > (night ? 12 : 26) * HOUR_MS ? "all" : "used";
}
