import { withTenant } from "@/db/client";
import { holdAvailability, type Place } from "@/db/queries/availability";
import type { KSeriesClient } from "@/lib/k-series";
import { listItemCounts } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { mergeInto } from "./apply-item-count";

type Client = Pick<KSeriesClient, "itemAvailability">;
export type CountsAnswer = { sku: string; count: number | null; countUpdatedAt: Date | null }[];

/** Longest list that fits into an address; what is longer is sent as a body, fifty at a time. */
const MOST_IN_ADDRESS = 50;

/** Asks Lightspeed for exactly these SKUs; one that it leaves out has no limit. */
export async function askForCounts(
  client: Client,
  businessLocationId: string,
  skus: readonly string[],
): Promise<{ counts: CountsAnswer; warnings: string[] }> {
  const wanted = [...new Set(skus)];
  if (wanted.length === 0) return { counts: [], warnings: [] };
  const answer =
    wanted.length <= MOST_IN_ADDRESS
      ? await askByAddress(client, businessLocationId, wanted)
      : await listItemCounts(client, { businessLocationId, skus: wanted });
  const told = new Map(answer.counts.map((one) => [one.sku, one]));
  return {
    warnings: answer.warnings,
    counts: wanted.map((sku) => {
      const { count = null, updatedAt = null } = told.get(sku) ?? {};
      return { sku, count, countUpdatedAt: updatedAt ? new Date(updatedAt) : null };
    }),
  };
}

async function askByAddress(client: Client, businessLocationId: string, skus: string[]) {
  const counts = [];
  const warnings = new Set<string>();
  for await (const page of client.itemAvailability.get.pages({ query: { businessLocationId, skus } })) {
    counts.push(...page.records);
    for (const { information, type } of page.answer.warnings) warnings.add(information ?? type ?? "unknown");
  }
  return { counts, warnings: [...warnings] };
}

/** What Lightspeed says of these SKUs now, kept where it is newer than what is known. Throws what the call throws. */
export async function readCounts(
  { db, now }: Pick<Services, "db" | "now">,
  client: Client,
  merchantId: string,
  place: Place,
  skus: readonly string[],
): Promise<{ warnings: string[] }> {
  const readAt = now();
  const { counts, warnings } = await askForCounts(client, place.businessLocationId, skus);
  // A till without the right app says nothing of any item: its silence is no "without limit".
  if (warnings.length > 0 && counts.every(({ countUpdatedAt }) => countUpdatedAt === null)) return { warnings };
  await withTenant(db, merchantId, async (tx) => {
    await holdAvailability(tx, place);
    await mergeInto(
      tx,
      place,
      counts.map((one) => ({ ...one, readAt, source: "poll" })),
    );
  });
  return { warnings };
}
