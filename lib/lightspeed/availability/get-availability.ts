import { readTenant, type TenantTransaction } from "@/db/client";
import { type CountRow, findAvailabilityRead, listCounts, type Place } from "@/db/queries/availability";
import type { AvailabilityRead } from "@/db/schema";
import type { Services } from "@/lib/services";
import type { AvailabilityView, ItemCountView } from "./availability-types";
import { menuNames } from "./menu-names";

type Needs = Pick<Services, "db" | "now" | "lightspeed">;

/** Polls come every minute where somebody looks or sells, every five otherwise. */
export const AVAILABILITY_STALE_MS = 10 * 60_000;

/** What is known, without a call. A SKU that is not among the counts has never been asked for: that is not "available". */
export async function getAvailability(
  services: Needs,
  merchantId: string,
  { businessLocationId, skus }: { businessLocationId: string; skus?: readonly string[] },
): Promise<AvailabilityView> {
  const place = { environment: services.lightspeed.environment, businessLocationId };
  const now = services.now();
  const [names, [read, rows]] = await Promise.all([
    menuNames(services, merchantId, businessLocationId),
    readTenant(services.db, merchantId, (tx) =>
      Promise.all([findAvailabilityRead(tx, place), listCounts(tx, place, skus)]),
    ),
  ]);
  return {
    businessLocationId,
    counts: rows.map((row) => toCountView(row, read, names)),
    readAt: read?.readAt?.toISOString() ?? null,
    stale: !read?.readAt || now.getTime() - read.readAt.getTime() > AVAILABILITY_STALE_MS,
    problem: read?.problem ? { message: read.problem, remedy: read.remedy ?? "" } : null,
    lastEventAt: read?.lastEventAt?.toISOString() ?? null,
    watched: rows.filter(({ polled }) => polled).length,
  };
}

/** The counts of these SKUs alone, without their names: before a sale, where the menus are of no interest. */
export async function readCounts(
  tx: TenantTransaction,
  place: Place,
  skus: readonly string[],
): Promise<ItemCountView[]> {
  const [read, rows] = await Promise.all([findAvailabilityRead(tx, place), listCounts(tx, place, skus)]);
  return rows.map((row) => toCountView(row, read, new Map()));
}

/** How many are left of what the till counts, by SKU. */
export async function getCounts(
  { db, lightspeed: { environment } }: Pick<Needs, "db" | "lightspeed">,
  merchantId: string,
  businessLocationId: string,
): Promise<Record<string, number>> {
  const rows = await readTenant(db, merchantId, (tx) => listCounts(tx, { environment, businessLocationId }));
  return Object.fromEntries(rows.flatMap(({ sku, count }) => (count === null ? [] : [[sku, count] as const])));
}

function toCountView(row: CountRow, read: AvailabilityRead | null, names: Map<string, string>): ItemCountView {
  const polledAt = row.polled ? (read?.readAt ?? null) : null;
  const readAt = polledAt && polledAt > row.readAt ? polledAt : row.readAt;
  return {
    sku: row.sku,
    name: names.get(row.sku) ?? null,
    count: row.count,
    countUpdatedAt: row.countUpdatedAt?.toISOString() ?? null,
    readAt: readAt.toISOString(),
    source: row.source,
  };
}
