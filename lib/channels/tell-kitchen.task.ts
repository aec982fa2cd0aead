import { z } from "zod";
import type { TenantTransaction } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

export const tellKitchenTask = defineTask({
  name: "channels.tell-kitchen",
  payload: z.object({ merchantId: z.uuid(), locationId: z.uuid(), message: z.string().max(200) }),
});

/** The newest word counts: one that was not printed yet is replaced. */
export async function tellKitchenLater(
  tx: TenantTransaction,
  { locationId, message }: { locationId: string; message: string },
): Promise<void> {
  const { merchantId } = tx;
  await enqueue(
    tx,
    tellKitchenTask,
    { merchantId, locationId, message },
    { key: `${tellKitchenTask.name}:${locationId}` },
  );
}
