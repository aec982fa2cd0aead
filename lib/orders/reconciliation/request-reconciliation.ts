import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import { askForDay } from "@/db/queries/reconciliations";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { enqueue } from "@/lib/jobs/task";
import { calendarDay } from "@/lib/lightspeed/reports/business-days";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { reconcileDayTask } from "./tasks";

/** Compares a day now: after something was put right, or one that is older than the first comparison. */
export async function requestReconciliation(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Pick<Actor, "merchantId" | "userName" | "role">,
  { locationId, day }: { locationId: string; day: string },
): Promise<void> {
  if (!can(actor, "orders.manage"))
    throw new AppError("forbidden", "Only owners and managers can compare a day again.");
  const { merchantId, userName: byName } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const location = await findLocation(tx, locationId);
    if (!location) throw new AppError("not_found", "This location does not exist.");
    if (day > calendarDay(now(), location.timeZone)) throw new AppError("invalid_input", "This day has not begun yet.");
    if (!(await findLinkedSettings(tx, locationId)))
      throw new AppError("not_connected", "This location is not linked to Lightspeed.");
    await askForDay(tx, { locationId, day, currency: location.currency, now: now() });
    const options = { key: `${reconcileDayTask.name}:${locationId}:${day}`, serialKey: `reconcile:${merchantId}` };
    await enqueue(tx, reconcileDayTask, { merchantId, locationId, day, byName }, options);
    await publishLive(tx, merchantId, "orders");
  });
}
