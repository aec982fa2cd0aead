import type { TenantTransaction } from "@/db/client";
import {
  type CountRow,
  holdAvailability,
  listCounts,
  type Place,
  saveCounts,
  updateAvailabilityRead,
} from "@/db/queries/availability";
import { publishLive } from "@/lib/live/publish";
import { storableText } from "@/lib/storable-text";
import { type CountNews, type MergeResult, mergeCount } from "./merge-count";

export type ItemCountNews = Omit<CountNews, "source">;

/** One event's count. Safe to apply twice and in any order; `unclear` has changed nothing: ask the vendor for that SKU. */
export async function applyItemCount(tx: TenantTransaction, place: Place, news: ItemCountNews): Promise<MergeResult> {
  const { lastEventAt } = await holdAvailability(tx, place);
  if (!lastEventAt || lastEventAt < news.readAt) await updateAvailabilityRead(tx, place, { lastEventAt: news.readAt });
  const [result = "same"] = await mergeInto(tx, place, [{ ...news, source: "webhook" }]);
  return result;
}

/** Under the place's lock. Pages are told only where a count has changed. */
export async function mergeInto(
  tx: TenantTransaction,
  place: Place,
  all: readonly CountNews[],
  polled?: boolean,
): Promise<MergeResult[]> {
  const news = all.map((one) => ({ ...one, sku: storableText(one.sku) }));
  const skus = news.map(({ sku }) => sku);
  const before = skus.length > 50 ? await listCounts(tx, place) : await listCounts(tx, place, skus);
  const known = new Map(before.map((row) => [row.sku, row]));
  const changes: CountRow[] = [];
  let visible = false;
  const results = news.map((one) => {
    const row = known.get(one.sku);
    const result = mergeCount(row, one);
    const next = rowAfter(row, one, result, polled);
    if (next) changes.push(next);
    visible ||= result === "new" && (!row || row.count !== one.count);
    return result;
  });
  await saveCounts(tx, place, changes);
  if (visible) await publishLive(tx, tx.merchantId, "availability", { businessLocationId: place.businessLocationId });
  return results;
}

/** Null where the table already says it. */
function rowAfter(
  row: CountRow | undefined,
  { sku, count, countUpdatedAt, readAt, source }: CountNews,
  result: MergeResult,
  polled = row?.polled ?? false,
): CountRow | null {
  if (result === "new") return { sku, count, countUpdatedAt, readAt, source, polled };
  if (!row) return null;
  // The same again is a newer proof; a complete poll is the proof of all its rows together.
  const proven = result === "same" && !polled && row.readAt < readAt ? readAt : row.readAt;
  return proven === row.readAt && polled === row.polled ? null : { ...row, readAt: proven, polled };
}
