import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** Compares the business days whose time has come, over all merchants. */
export const reconcileDueTask = defineTask({ low: true, name: "orders.reconcile-days", payload: z.object({}) });

/** One day that somebody wants compared now. */
export const reconcileDayTask = defineTask({
  low: true,
  name: "orders.reconcile-day",
  payload: z.object({
    merchantId: z.uuid(),
    locationId: z.uuid(),
    day: z.iso.date(),
    byName: z.string().nullable(),
  }),
});
