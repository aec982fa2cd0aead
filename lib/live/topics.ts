/** What an open page can be told about. A topic names a part of the product, never what changed in it: the page reads that itself. */
export const liveTopics = [
  "connection",
  "log",
  "webhooks",
  "availability",
  "readiness",
  "floor-plan",
  "menus",
  "orders",
  "attention",
  "channels",
  "reports",
] as const;
export type LiveTopic = (typeof liveTopics)[number];

/** Ids only: whatever stands here goes to every open page of the merchant. */
export type LiveDetail = Record<string, string>;

/** `topic: null` when news may have been missed: anything may have changed. */
export type LiveEvent = { topic: LiveTopic; detail?: LiveDetail } | { topic: null; detail?: never };

/** The database's channel; triggers of db/migrations speak on it too. */
export const LIVE_CHANNEL = "live";
