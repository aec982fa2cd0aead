import { createHash } from "node:crypto";
import { withTenant } from "@/db/client";
import { findAvailabilityRead, listCounts } from "@/db/queries/availability";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { AVAILABILITY_STALE_MS } from "@/lib/lightspeed/availability/get-availability";
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
  const found = await withTenant(db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) return null;
    const place = { environment, businessLocationId: linked.link.businessLocationId };
    return { counts: await listCounts(tx, place), read: await findAvailabilityRead(tx, place) };
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

const LOOK_MS = 1_000;
const BEAT_MS = 20_000;
/** A reader that wants more comes back. */
const LONGEST_MS = 30 * 60_000;

/** Server-sent events `availability`, at once and whenever a count changes. Null where the location is not linked. */
export async function openAvailabilityStream(
  services: Needs,
  place: { merchantId: string; locationId: string },
  signal: AbortSignal,
  lookMs = LOOK_MS,
): Promise<ReadableStream<Uint8Array> | null> {
  const first = await getGuestAvailability(services, place);
  if (!first) return null;
  const text = new TextEncoder();
  let timer: NodeJS.Timeout | undefined;
  let open = true;
  return new ReadableStream<Uint8Array>({
    start(controller) {
      const endAt = Date.now() + LONGEST_MS;
      let said = "";
      let saidAt = 0;
      const end = () => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        controller.close();
      };
      const say = (now: GuestAvailability) => {
        const isNews = now.version !== said;
        if (!isNews && Date.now() - saidAt < BEAT_MS) return;
        controller.enqueue(
          text.encode(isNews ? `event: availability\ndata: ${JSON.stringify(now)}\n\n` : ": beat\n\n"),
        );
        said = now.version;
        saidAt = Date.now();
      };
      const look = async () => {
        // The database may be away for a moment: the next look tells.
        const now = await getGuestAvailability(services, place).catch(() => null);
        if (!open) return;
        if (now) say(now);
        if (Date.now() > endAt) return end();
        timer = setTimeout(look, lookMs);
      };
      signal.addEventListener("abort", end, { once: true });
      say(first);
      timer = setTimeout(look, lookMs);
    },
    cancel: () => {
      open = false;
      clearTimeout(timer);
    },
  });
}
