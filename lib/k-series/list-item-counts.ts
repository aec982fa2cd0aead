import type { KSeriesClient } from "./client";
import { type ItemCount, MOST_SKUS } from "./operations/item-availability";
import type { CallOptions } from "./transport";

type Answer = { counts: ItemCount[]; warnings: string[] };

/** Counts of any number of SKUs, asked for fifty at a time. One that the vendor leaves out has no restriction. */
export async function listItemCounts(
  client: Pick<KSeriesClient, "itemAvailability">,
  { businessLocationId, skus }: { businessLocationId: string; skus: readonly string[] },
  options?: CallOptions,
): Promise<Answer> {
  const counts = new Map<string, ItemCount>();
  const warnings = new Set<string>();
  const wanted = [...new Set(skus)];
  for (let start = 0; start < wanted.length; start += MOST_SKUS) {
    const body = { skus: wanted.slice(start, start + MOST_SKUS) };
    for await (const page of client.itemAvailability.query.pages({ query: { businessLocationId }, body }, options)) {
      for (const count of page.records) counts.set(count.sku, count);
      for (const { information, type } of page.answer.warnings) warnings.add(information ?? type ?? "unknown");
    }
  }
  return { counts: [...counts.values()], warnings: [...warnings] };
}
