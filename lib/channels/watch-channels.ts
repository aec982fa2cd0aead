import { z } from "zod";
import { withTenant } from "@/db/client";
import { listWatchedChannels } from "@/db/queries/channels";
import { findReadinessOfPlace } from "@/db/queries/pos-readiness";
import { defineTask } from "@/lib/jobs/task";
import { onReadinessNotification } from "@/lib/lightspeed/readiness/apply-readiness";
import { pollReadiness } from "@/lib/lightspeed/readiness/poll-readiness";
import type { NotificationHandler } from "@/lib/lightspeed/webhooks/notification-handler";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import { followReadiness } from "./auto-pause";

export const watchChannelsTask = defineTask({ name: "channels.watch", payload: z.object({}) });

/** Every minute over all merchants: what the till's readiness means for selling, where a word of it was not followed at once. Safe to run twice. */
export async function watchChannels(services: Pick<Services, "db" | "now">, signal?: AbortSignal): Promise<void> {
  for (const place of await listWatchedChannels(services.db)) {
    if (signal?.aborted) return;
    try {
      await followReadiness(services, place);
    } catch (error) {
      // One location's trouble never holds up the others.
      log.error({ error, ...place }, "a location's channels could not be held against its till");
    }
  }
}

/** A round of questions to the tills, and at once what each answer means for selling. */
export const pollTills = (services: Services, round: { again: boolean }, signal?: AbortSignal): Promise<void> =>
  pollReadiness(services, round, { signal, onAnswer: (place) => followReadiness(services, place) });

/** What the till says of itself, and at once what follows for selling. */
export const onReadiness: NotificationHandler = async (services, notification) => {
  const outcome = await onReadinessNotification(services, notification);
  const { merchantId, businessLocationId } = notification;
  if (outcome.result !== "processed" || businessLocationId === null) return outcome;
  const place = await withTenant(services.db, merchantId, (tx) => findReadinessOfPlace(tx, businessLocationId));
  if (place) await followReadiness(services, { merchantId, locationId: place.locationId });
  return outcome;
};
