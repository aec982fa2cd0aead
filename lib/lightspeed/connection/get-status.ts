import { withTenant } from "@/db/client";
import { readReadinessViews } from "@/lib/lightspeed/readiness/get-readiness";
import { readUptime } from "@/lib/lightspeed/uptime/get-uptime";
import type { Services } from "@/lib/services";
import { type LogFilter, readLog } from "./log";

/** What the Status tab shows beside the connection itself. */
export async function getStatus({ db, now }: Pick<Services, "db" | "now">, merchantId: string, filter: LogFilter) {
  return withTenant(db, merchantId, async (tx) => {
    const [log, readiness, uptime] = await Promise.all([
      readLog(tx, filter),
      readReadinessViews(tx),
      readUptime(tx, now()),
    ]);
    return { log, readiness, uptime };
  });
}
