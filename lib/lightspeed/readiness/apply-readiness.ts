import { z } from "zod";
import { withTenant } from "@/db/client";
import { findReadinessOfPlace } from "@/db/queries/pos-readiness";
import { storableText } from "@/lib/storable-text";
import type { NotificationHandler } from "../webhooks/notification-handler";
import { readReadiness } from "./read-readiness";
import { storeWord } from "./store-word";

const id = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value != null && /^\d{1,19}$/.test(String(value)) ? String(value) : null));
const word = z.string().max(40).transform(storableText);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? null);

const bodySchema = z.object({
  status: word,
  /** The vendor writes offsets with and without a colon. */
  lastUpdatedAt: z.string().transform((text) => new Date(text.replace(/([+-]\d\d)(\d\d)$/, "$1:$2"))),
  onlineOrderingApiConfiguration: z.object({ enabled: flag, orderProfileId: id, staffId: id }),
  posStatus: z.object({
    salesPeriod: word.nullish().transform((value) => value ?? null),
    acceptingOnlineOrders: flag,
    availableDevices: flag,
  }),
});

/** A till opened, closed, or lost its last device. An older word never replaces a newer one; an unverified one is only asked after. */
export const onReadinessNotification: NotificationHandler = async (services, notification) => {
  const { merchantId, businessLocationId, verified, receivedAt } = notification;
  const body = bodySchema.safeParse(notification.body);
  if (!businessLocationId || !body.success || Number.isNaN(body.data.lastUpdatedAt.getTime()))
    return { result: "ignored", what: "It does not say what the till's state is." };
  const row = await withTenant(services.db, merchantId, (tx) => findReadinessOfPlace(tx, businessLocationId));
  if (!row) return { result: "ignored", what: "No location is linked to this Lightspeed location." };
  const place = { locationId: row.locationId, businessLocationId };
  if (!verified) {
    const answered = await readReadiness(services, { merchantId, ...place });
    return {
      result: "processed",
      what: answered
        ? `Asked Lightspeed how ready the till of ${row.locationName} is.`
        : `Lightspeed did not answer how ready the till of ${row.locationName} is; the next question follows within a minute.`,
    };
  }
  const { status, lastUpdatedAt, onlineOrderingApiConfiguration: api, posStatus } = body.data;
  const told = {
    ...{ status, lastUpdatedAt, apiEnabled: api.enabled, orderProfileId: api.orderProfileId, staffId: api.staffId },
    ...posStatus,
  };
  const outcome = await withTenant(services.db, merchantId, (tx) =>
    storeWord(tx, place, { ...told, readAt: receivedAt, source: "webhook" }, receivedAt),
  );
  const said = status === "READY" ? "ready for online orders" : "not ready for online orders";
  const whats = {
    changed: `The till of ${row.locationName} is now ${said}.`,
    same: `The till of ${row.locationName} is still ${said}.`,
    older: "Something newer is known already.",
    not_linked: "No location is linked to this Lightspeed location.",
  };
  return { result: outcome === "not_linked" ? "ignored" : "processed", what: whats[outcome] };
};
