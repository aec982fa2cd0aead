import type { CountRow } from "@/db/queries/availability";

/** What somebody says about an item's count, and when. */
export type CountNews = {
  sku: string;
  /** Null is without limit, 0 is sold out. */
  count: number | null;
  /** By the vendor's clock; null where it names none. */
  countUpdatedAt: Date | null;
  /** When it was learned; for a poll when it began. */
  readAt: Date;
  source: "poll" | "webhook";
};

/** `unclear`: nothing tells which is newer, so the vendor has to be asked. */
export type MergeResult = "new" | "same" | "older" | "unclear";

/** A till's change may be in an event before it is in the vendor's answers. */
const LAG_MS = 30_000;

/** Whether the news stand: the newer time of the vendor's wins, however late it arrives. */
export function mergeCount(known: CountRow | undefined, news: CountNews): MergeResult {
  if (news.source === "webhook" && news.countUpdatedAt === null) return "unclear";
  if (!known) return "new";
  if (known.countUpdatedAt && news.countUpdatedAt) {
    const ahead = news.countUpdatedAt.getTime() - known.countUpdatedAt.getTime();
    if (ahead < 0) return "older";
    if (ahead > 0) return "new";
    if (news.count === known.count) return "same";
    // Two changes within one tick of the vendor's clock: an answer to our question is later than an event.
    return news.source === "poll" ? "new" : "unclear";
  }
  return news.source === "poll" ? mergePoll(known, news) : mergeEvent(known, news);
}

/** An item that an answer leaves out is without limit, but says not since when. */
function mergePoll(known: CountRow, { count, readAt }: CountNews): MergeResult {
  if (known.readAt > readAt) return "older";
  if (known.count === count) return "same";
  const lag = known.source === "webhook" ? LAG_MS : 0;
  return readAt.getTime() - known.readAt.getTime() > lag || known.countUpdatedAt === null ? "new" : "older";
}

/** Against an answer without a time, which was true when it was asked for. */
function mergeEvent(known: CountRow, { count, countUpdatedAt }: CountNews): MergeResult {
  if (countUpdatedAt && countUpdatedAt > known.readAt) return "new";
  return count === known.count ? "same" : "unclear";
}
