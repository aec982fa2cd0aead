import { z } from "zod";
import { withTenant } from "@/db/client";
import { findOrder } from "@/db/queries/orders";
import { AppError } from "@/lib/errors";
import { defineTask } from "@/lib/jobs/task";
import { KSeriesError, KSeriesNetworkError } from "@/lib/k-series";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { recordTimeline } from "./record-timeline";
import { readTillSetup } from "./till-setup";

export const printCancellationTask = defineTask({
  name: "orders.print-cancellation",
  payload: z.object({ merchantId: z.uuid(), orderId: z.uuid() }),
});

/** Tells the kitchen on paper. A message that may have been printed is not printed again; one that certainly was not is tried again. */
export async function printCancellation(
  services: Services,
  { merchantId, orderId }: { merchantId: string; orderId: string },
): Promise<void> {
  const found = await withTenant(services.db, merchantId, async (tx) => {
    const order = await findOrder(tx, orderId);
    const setup = order && (await readTillSetup(tx, order));
    return order && setup && typeof setup !== "string" ? { order, setup } : null;
  });
  if (!found) return;
  const { order, setup } = found;
  const table = order.tableNumber ? `, table ${order.tableNumber}` : "";
  const message = `CANCELLED: order ${order.number}${table}. Do not prepare it; void the check.`;
  let told = "The kitchen was told by a printed message";
  try {
    await kSeriesFor(services, merchantId).messages.print({
      query: { businessLocationId: setup.businessLocationId },
      body: { message, alsoToPrinter: true },
    });
  } catch (error) {
    if (!(error instanceof KSeriesError) && !(error instanceof AppError)) throw error;
    // Certainly not printed: the queue tries again.
    if (error instanceof KSeriesNetworkError && !error.mayHaveArrived) throw error;
    told = "The printed message may not have arrived. Tell the kitchen yourself.";
  }
  await withTenant(services.db, merchantId, (tx) =>
    recordTimeline(tx, orderId, {
      ...{ at: services.now(), direction: "out", kind: "messages.print", message: told },
      detail: { alsoToPrinter: true },
    }),
  );
}
