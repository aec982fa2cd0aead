import { withTenant } from "@/db/client";
import {
  findAvailabilityRead,
  holdAvailability,
  isLinkedPlace,
  type Place,
  updateAvailabilityRead,
} from "@/db/queries/availability";
import type { Services } from "@/lib/services";
import { SOON_MS } from "./poll-availability";
import { enqueueRead } from "./read-availability.task";

/** Somebody looks at this place: read it now if that was not just done, and each minute while the page is open. */
export async function watchAvailability(
  { db, now, lightspeed }: Pick<Services, "db" | "now" | "lightspeed">,
  merchantId: string,
  businessLocationId: string,
): Promise<void> {
  const place: Place = { environment: lightspeed.environment, businessLocationId };
  await withTenant(db, merchantId, async (tx) => {
    const at = now();
    const known = await findAvailabilityRead(tx, place);
    // Most views need no write.
    if (known?.watchedUntil && known.watchedUntil.getTime() > at.getTime() + 2 * 60_000) return;
    if (!(await isLinkedPlace(tx, place))) return;
    const { triedAt, dueAt } = await holdAvailability(tx, place);
    const fresh = triedAt !== null && at.getTime() - triedAt.getTime() < SOON_MS;
    const wanted = fresh ? new Date(triedAt.getTime() + SOON_MS) : at;
    const watchedUntil = new Date(at.getTime() + 3 * 60_000);
    if (dueAt !== null && dueAt <= wanted && dueAt.getTime() > at.getTime() - SOON_MS)
      return updateAvailabilityRead(tx, place, { watchedUntil });
    await updateAvailabilityRead(tx, place, { watchedUntil, dueAt: wanted });
    await enqueueRead(tx, { merchantId, businessLocationId }, wanted);
  });
}
