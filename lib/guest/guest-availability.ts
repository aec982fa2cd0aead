import { createHash } from "node:crypto";
import { readTenant } from "@/db/client";
import { findAvailabilityRead, listCounts } from "@/db/queries/availability";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { AVAILABILITY_STALE_MS } from "@/lib/lightspeed/availability/get-availability";
import { openLookingStream, type Watch } from "@/lib/live/looking-stream";
import type { Services } from "@/lib/services";

export type GuestAvailability = {
  /** What is limited; everything else is not. 0: sold out. */
  items: { sku: string; left: number }[];
  readAt: string | null;
  stale: boolean;
  /** Another content, another version. */
  version: string;
};

type Needs = Pick<Services, "db" | "now" | "lightspeed">;

/** How many are left of what has a count, as last told. Null where the location is not linked. */
export async function getGuestAvailability(
  { db, now, lightspeed: { environment } }: Needs,
  { merchantId, locationId }: { merchantId: string; locationId: string },
): Promise<GuestAvailability | null> {
  const found = await readTenant(db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) return null;
    const place = { environment, businessLocationId: linked.link.businessLocationId };
    const [counts, read] = await Promise.all([listCounts(tx, place), findAvailabilityRead(tx, place)]);
    return { counts, read };
  });
  if (!found) return null;
  const items = found.counts.flatMap(({ sku, count }) => (count === null ? [] : [{ sku, left: Math.max(0, count) }]));
  const readAt = found.read?.readAt ?? null;
  return {
    items,
    readAt: readAt?.toISOString() ?? null,
    stale: readAt === null || now().getTime() - readAt.getTime() > AVAILABILITY_STALE_MS,
    version: createHash("sha256").update(JSON.stringify(items)).digest("hex").slice(0, 16),
  };
}

/** Server-sent events `availability`, at once and whenever a count changes. Null where the location is not linked. */
export async function openAvailabilityStream(
  services: Needs,
  place: { merchantId: string; locationId: string },
  watch: Watch,
): Promise<ReadableStream<Uint8Array> | null> {
  const look = () => getGuestAvailability(services, place);
  const first = await look();
  if (!first) return null;
  return openLookingStream<GuestAvailability>({
    ...{ event: "availability", first, look, ...watch },
    versionOf: ({ version }) => version,
  });
}
