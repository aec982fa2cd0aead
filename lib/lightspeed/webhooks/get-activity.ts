import { type TenantTransaction, withTenant } from "@/db/client";
import { findLastDeliveryAt, listDeliveryHours } from "@/db/queries/webhook-deliveries";
import { findEndpoint } from "@/db/queries/webhook-endpoints";
import { countDeliveries } from "@/db/queries/webhook-events";
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
  const thisHour = Math.floor(now().getTime() / HOUR_MS) * HOUR_MS;
  const starts = Array.from({ length: HOURS }, (_, index) => thisHour - (HOURS - 1 - index) * HOUR_MS);
  return withTenant(db, merchantId, async (tx) => {
    const found = await listDeliveryHours(tx, new Date(starts[0] ?? thisHour));
    const byHour = new Map(found.map((one) => [Date.parse(one.hour), one]));
    const lastAt = await findLastDeliveryAt(tx, TEST_TYPE);
    return {
      hours: starts.map((start) => {
        const { count = 0, failed = 0, medianMs = null } = byHour.get(start) ?? {};
        return { at: new Date(start).toISOString(), count, failed, medianMs };
      }),
      lastEventAt: lastAt?.toISOString() ?? null,
      silentHours: await silence(tx, lastAt, now()),
      dead: await countDeliveries(tx, { status: "dead" }, MOST_COUNTED),
      parked: await countDeliveries(tx, { status: "parked" }, MOST_COUNTED),
    };
  });
}

/** Counted from the last event or, where none came yet, from the registration. */
async function silence(tx: TenantTransaction, lastAt: Date | null, now: Date): Promise<number | null> {
  const endpoint = await findEndpoint(tx);
  const since = lastAt ?? endpoint?.registeredAt;
  if (endpoint?.status !== "registered" || !since) return null;
  const hours = Math.floor((now.getTime() - since.getTime()) / HOUR_MS);
  return hours >= SILENT_AFTER_HOURS ? hours : null;
}
