const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How long a proof counts before its light turns grey by itself, and how a new one comes. */
export type Lifetime = {
  lastsMs: number;
  /** A whole sentence for the merchant. */
  renewed: string;
};

/**
 * Every light's lifetime. Each is longer than the pause between two proofs in a quiet restaurant, with room for a round that found no
 * answer: what is healthy does not turn grey by night, and what nobody looks at any more does not stay green.
 */
export const lifetimes = {
  /** Each renewal of the permission is one; Lightspeed's tokens live for an hour at most. */
  connection: {
    lastsMs: HOUR,
    renewed: "Each renewal of the permission proves it anew, and Test Connection on the Status tab does so now.",
  },
  /** The list of places is read daily, by the hourly round that finds it older than twenty hours. */
  link: {
    lastsMs: 26 * HOUR,
    renewed: "Lightspeed's list is read again every day, and by “Reload from Lightspeed” on the Settings tab.",
  },
  /** Compared daily. */
  orderSettings: {
    lastsMs: 26 * HOUR,
    renewed: "The choices are compared with Lightspeed's lists every day, and when you save them.",
  },
  /** Read back hourly, a few minutes later or earlier: with less than two rounds it would turn grey every hour. */
  webhook: {
    lastsMs: 3 * HOUR,
    renewed: "Lightspeed is asked every hour, and by “Compare now” on the Webhooks page.",
  },
  /** Asked twice a minute, day and night. */
  readiness: {
    lastsMs: 3 * MINUTE,
    renewed: "Lightspeed is asked twice a minute, and by “Ask now” on the Status tab.",
  },
  /** Asked within a day of the last yes. */
  paymentKeys: {
    lastsMs: 26 * HOUR,
    renewed: "The provider is asked every day, and by “Check again” on the profile's page.",
  },
  /** Comes with each payment only: a closed Monday, a long weekend, a week of holidays are no fault. */
  paymentNotice: {
    lastsMs: 8 * DAY,
    renewed: "The next payment of a guest brings a new one.",
  },
  /** A person's press; what it tries has lights of its own, which are proven far more often. */
  connectionTest: {
    lastsMs: 30 * DAY,
    renewed: "Press Test Connection on the Status tab.",
  },
  /** Each order that the till takes and settles at that place is one, so only a restaurant that does not sell has to send another. */
  testOrder: {
    lastsMs: 90 * DAY,
    renewed: "The next order that the till settles proves it anew, and so does another test order.",
  },
  /** Counted as a page is made; an open page counts again by then. */
  figures: {
    lastsMs: 5 * MINUTE,
    renewed: "They are counted again by themselves; load the page again to count them now.",
  },
} as const satisfies Record<string, Lifetime>;

/** "3 minutes", "26 hours", "30 days". */
export function formatLasting(ms: number): string {
  const [count, unit] =
    ms % DAY === 0 && ms > DAY ? [ms / DAY, "day"] : ms % HOUR === 0 ? [ms / HOUR, "hour"] : [ms / MINUTE, "minute"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
