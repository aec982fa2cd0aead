import type { OutageCause } from "@/db/schema";

/** Instants are ISO 8601 in UTC. */
export type OutageView = {
  id: string;
  cause: OutageCause;
  startedAt: string;
  /** Null while it lasts. */
  endedAt: string | null;
  /** So far, where it lasts. */
  durationMs: number;
};

/** How a location fared while it was open. */
export type UptimeView = {
  locationId: string;
  locationName: string;
  /** From when on it was looked at; at most 30 days ago. */
  since: string;
  /** Null where it was not open at all. Rounded down: one that had an outage never reads 100. */
  percent: number | null;
  /** Of the opening times, how long no order could reach the till. */
  downMs: number;
  /** Those that fell into opening times, the newest first. */
  outages: OutageView[];
};
