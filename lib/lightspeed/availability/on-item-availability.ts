import { z } from "zod";
import { withTenant } from "@/db/client";
import { isLinkedPlace, type Place } from "@/db/queries/availability";
import type { Services } from "@/lib/services";
import { kSeriesFor } from "../connection/k-series-for";
import type { HandlerOutcome, StoredNotification } from "../webhooks/notification-handler";
import { applyItemCount } from "./apply-item-count";
import { readCounts } from "./read-counts";

const body = z.object({
  sku: z.string().min(1).max(200),
  /** Null: the item is no longer limited. */
  count: z.number().int().min(0).max(2_147_483_647).nullish(),
  countUpdatedAt: z.string().nullish(),
});

/** An item's count was set at the till. What cannot be trusted or compared is read back from Lightspeed instead. */
export async function onItemAvailability(
  services: Services,
  notification: StoredNotification,
): Promise<HandlerOutcome> {
  const { merchantId, environment, businessLocationId, receivedAt, verified } = notification;
  const parsed = body.safeParse(notification.body);
  if (!parsed.success || !businessLocationId) return { result: "ignored", what: "It names no item or no location." };
  const place: Place = { environment, businessLocationId };
  if (!(await withTenant(services.db, merchantId, (tx) => isLinkedPlace(tx, place))))
    return { result: "ignored", what: "It is about a location that is not linked." };
  const { sku, count = null } = parsed.data;
  const countUpdatedAt = instantOf(parsed.data.countUpdatedAt);
  const news = { sku, count, countUpdatedAt, readAt: receivedAt };
  const result = verified
    ? await withTenant(services.db, merchantId, (tx) => applyItemCount(tx, place, news))
    : "unclear";
  if (result === "unclear") {
    await readCounts(services, kSeriesFor(services, merchantId), merchantId, place, [sku]);
    return { result: "processed", what: `The count of ${sku} was read back from Lightspeed.` };
  }
  if (result === "older") return { result: "processed", what: `A newer count of ${sku} was known already.` };
  return { result: "processed", what: `${sku} ${inWords(count)}.` };
}

function inWords(count: number | null): string {
  if (count === null) return "is without limit";
  return count === 0 ? "is sold out" : `has ${count} left`;
}

/** The vendor writes "+0000" as well as "Z"; null for what is no moment. */
function instantOf(text: string | null | undefined): Date | null {
  const time = Date.parse((text ?? "").replace(/([+-]\d{2})(\d{2})$/, "$1:$2"));
  return Number.isNaN(time) ? null : new Date(time);
}
