import { type TenantTransaction, withTenant } from "@/db/client";
import type { LinkedPlace } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import { expectDay, isDayExpected, listDueDays, listDueReconciliations } from "@/db/queries/reconciliations";
import { AppError } from "@/lib/errors";
import { addDays, calendarDay } from "@/lib/lightspeed/reports/business-days";
import { type Pace, visitPlaces } from "@/lib/lightspeed/visit-places";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { reconcileDay } from "./reconcile-day";

/** Each linked location's business days, once the till calls them complete; a place that was linked just now begins with yesterday. */
export async function reconcileDue(services: Services, pace: Partial<Pace> = {}): Promise<void> {
  await visitPlaces(
    (limit) => listDueReconciliations(services.db, services.now(), limit),
    async (place) => {
      try {
        await reconcilePlace(services, place, pace.signal);
      } catch (error) {
        // Unlinked meanwhile; or one location's trouble, which never holds up the others.
        if (!(error instanceof AppError)) log.error({ error, ...place }, "comparing a location's days failed");
      }
    },
    // Reading a day is among the dearest calls there are, and nothing waits for it.
    { limitMs: 240_000, perSecond: 5, concurrency: 4, ...pace },
  );
}

async function reconcilePlace(
  services: Services,
  { merchantId, locationId }: LinkedPlace,
  signal: AbortSignal | undefined,
): Promise<void> {
  const now = services.now();
  const days = await withTenant(services.db, merchantId, async (tx) => {
    if (!(await isDayExpected(tx, locationId))) await begin(tx, locationId, now);
    return listDueDays(tx, locationId, now);
  });
  for (const day of days) {
    if (signal?.aborted) return;
    await reconcileDay(services, { merchantId, locationId, day });
  }
}

async function begin(tx: TenantTransaction, locationId: string, now: Date): Promise<void> {
  const location = await findLocation(tx, locationId);
  if (!location) return;
  const { currency, timeZone } = location;
  const today = calendarDay(now, timeZone);
  for (const day of [addDays(today, -1), today]) await expectDay(tx, { locationId, day, currency, dueAt: now });
}
