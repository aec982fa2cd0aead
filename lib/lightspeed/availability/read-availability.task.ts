import { z } from "zod";
import type { Queryable } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

export const readAvailabilityTask = defineTask({
  name: "availability.read",
  payload: z.object({ merchantId: z.uuid(), businessLocationId: z.string() }),
});

export const overdueAvailabilityTask = defineTask({ name: "availability.overdue", payload: z.object({}) });

/** One waiting job per place: a later wish replaces the earlier one. */
export async function enqueueRead(
  tx: Queryable,
  place: { merchantId: string; businessLocationId: string },
  runAt?: Date,
): Promise<void> {
  const name = `availability ${place.merchantId} ${place.businessLocationId}`;
  await enqueue(tx, readAvailabilityTask, place, { key: name, serialKey: name, ...(runAt ? { runAt } : {}) });
}
