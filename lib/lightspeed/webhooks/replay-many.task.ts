import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

export const replayManyTask = defineTask({
  name: "webhooks.replay",
  payload: z.object({ merchantId: z.uuid(), replayId: z.uuid() }),
});
