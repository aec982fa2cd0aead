import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** Reads the days that the report of one of the vendor's locations lacks. */
export const loadSalesTask = defineTask({
  low: true,
  name: "sales.load",
  payload: z.object({ merchantId: z.uuid(), placeId: z.string() }),
});

/** Takes up what a process that died has left. */
export const resumeSalesTask = defineTask({ low: true, name: "sales.resume", payload: z.object({}) });
