import { z } from "zod";
import type { TenantTransaction } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

export const followRehearsalTask = defineTask({
  name: "setup.follow-rehearsal",
  payload: z.object({ merchantId: z.uuid(), rehearsalId: z.uuid() }),
});

/** One appointment per rehearsal: a newer one takes the older one's place. */
export async function followRehearsalLater(tx: TenantTransaction, rehearsalId: string, runAt: Date): Promise<void> {
  const { merchantId } = tx;
  await enqueue(
    tx,
    followRehearsalTask,
    { merchantId, rehearsalId },
    {
      ...{ key: `${followRehearsalTask.name}:${rehearsalId}`, serialKey: `rehearsal:${rehearsalId}` },
      ...{ fairKey: `merchant:${merchantId}`, runAt },
    },
  );
}
