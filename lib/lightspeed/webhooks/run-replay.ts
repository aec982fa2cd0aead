import { setTimeout as pause } from "node:timers/promises";
import { withTenant } from "@/db/client";
import { countPendingOf, replayNextEvents } from "@/db/queries/webhook-events";
import { holdRunningReplay, moveReplay, readReplayCursor } from "@/db/queries/webhook-replays";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { deliveryFilterSchema, toDeliveryFilter } from "./delivery-filter";

type Replay = { merchantId: string; replayId: string };
type Pace = { chunk?: number; pauseMs?: number; signal?: AbortSignal };

/**
 * Lets the deliveries of a replay be worked on again, a few at a time: new deliveries pass, and cancelling leaves no more than one
 * handful begun. Safe to run again: it goes on where the cursor stands.
 */
export async function runReplay(
  { db }: Pick<Services, "db">,
  { merchantId, replayId }: Replay,
  { chunk = 50, pauseMs = 100, signal }: Pace = {},
): Promise<void> {
  const step = () =>
    withTenant(db, merchantId, async (tx) => {
      const replay = await holdRunningReplay(tx, replayId);
      if (!replay) return "over";
      if ((await countPendingOf(tx, replayId)) >= chunk) return "wait";
      const { filter, until, byName } = replay;
      const after = await readReplayCursor(tx, replayId);
      const wanted = toDeliveryFilter(deliveryFilterSchema.parse(filter));
      const moved = await replayNextEvents(tx, { filter: wanted, until, after, replayId, byName, limit: chunk });
      await moveReplay(tx, replayId, moved);
      await publishLive(tx, merchantId, "webhooks", { replayId });
      return moved.cursor ? "wait" : "over";
    });
  while ((await step()) === "wait") {
    // The job is tried again after a stop of the worker.
    signal?.throwIfAborted();
    await pause(pauseMs, undefined, { ...(signal ? { signal } : {}) });
  }
}
