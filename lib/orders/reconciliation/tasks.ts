import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** Compares the business days whose time has come, over all merchants. */
export const reconcileDueTask = defineTask({ name: "orders.reconcile-days", payload: z.object({}) });
