import { readTenant, type TenantTransaction } from "@/db/client";
import { countUndone, findLastDeliveryAt, listDeliveryHours } from "@/db/queries/webhook-deliveries";
import { findEndpoint } from "@/db/queries/webhook-endpoints";
import type { StoredWebhookEndpoint } from "@/db/schema";
import type { Services } from "@/lib/services";
import { TEST_TYPE } from "./test-type";
import type { ActivityView } from "./webhook-view-types";

const HOUR_MS = 3_600_000;
const HOURS = 24;
/** A restaurant that is open sends something within a day; on a day off nothing comes, which the page says too. */
const SILENT_AFTER_HOURS = 24;
const MOST_COUNTED = 10_000;

/** What came in the last 24 hours, hour by hour, and how long nothing has come. */
export async function getActivity(
  { db, now }: Pick<Services, "db" | "now">,
  merchantId: string,
): Promise<ActivityView> {
  return readTenant(db, merchantId, (tx) => readActivity(tx, now()));
}

export async function readActivity(tx: TenantTransaction, now: Date): Promise<ActivityView> {
  const thisHour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
  const starts = Array.from({ length: HOURS }, (_, index) => thisHour - (HOURS - 1 - index) * HOUR_MS);
  const [found, lastAt, endpoint, { dead, parked }] = await Promise.all([
    listDeliveryHours(tx, new Date(starts[0] ?? thisHour)),
    findLastDeliveryAt(tx, TEST_TYPE),
    findEndpoint(tx),
    countUndone(tx, MOST_COUNTED),
  ]);
  const byHour = new Map(found.map((one) => [Date.parse(one.hour), one]));
  return {
    hours: starts.map((start) => {
      const { count = 0, failed = 0, medianMs = null } = byHour.get(start) ?? {};
      return { at: new Date(start).toISOString(), count, failed, medianMs };
    }),
    lastEventAt: lastAt?.toISOString() ?? null,
    silentHours: silence(endpoint, lastAt, now),
    ...{ dead, parked },
  };
}

/** Counted from the last event or, where none came yet, from the registration. */
function silence(endpoint: StoredWebhookEndpoint | null, lastAt: Date | null, now: Date): number | null {
  const since = lastAt ?? endpoint?.registeredAt;
  if (endpoint?.status !== "registered" || !since) return null;
  const hours = Math.floor((now.getTime() - since.getTime()) / HOUR_MS);
  return hours >= SILENT_AFTER_HOURS ? hours : null;
}
