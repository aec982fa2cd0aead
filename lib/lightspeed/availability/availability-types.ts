/** How many of an item a location has left. */
export type ItemCountView = {
  sku: string;
  /** As on the menu; null for what is on none. */
  name: string | null;
  /** Null is without limit, 0 is sold out. */
  count: number | null;
  /** When it was last set at the till; null where Lightspeed does not say. */
  countUpdatedAt: string | null;
  /** The age of the proof: when Lightspeed last said so. */
  readAt: string;
  source: "poll" | "webhook";
};

/** Whether a location's changes reach us by themselves. */
export type CoverageView = {
  state: "events" | "polling";
  /** Why only polling, in the merchant's words; empty with events. */
  reasons: { message: string; remedy: string }[];
  /** When one came last. */
  lastEventAt: string | null;
};

/** All instants are ISO 8601 in UTC. */
export type AvailabilityView = {
  businessLocationId: string;
  counts: ItemCountView[];
  /** Beginning of the last complete read; null before the first. */
  readAt: string | null;
  /** Older than what selling should rest on. */
  stale: boolean;
  problem: { message: string; remedy: string } | null;
  lastEventAt: string | null;
  watched: number;
};
