import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** Carries on with the synchronisation of one of the vendor's locations. */
export const syncMenusTask = defineTask({
  low: true,
  name: "menus.sync",
  payload: z.object({ merchantId: z.uuid(), placeId: z.string() }),
});

/** Begins what is due and takes up what a process that died has left. */
export const syncDueMenusTask = defineTask({ low: true, name: "menus.sync-due", payload: z.object({}) });
