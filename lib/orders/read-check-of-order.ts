import { withTenant } from "@/db/client";
import { findOrder, holdOrder, patchOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type { Services } from "@/lib/services";
import { flagOrder } from "./flag-order";
import { bookPayments } from "./land-order";
import { ourPayments } from "./our-payment";
import { readCheck } from "./read-till";
import { recordReads } from "./record-exchanges";
import { recordTimeline } from "./record-timeline";
import { tellOrder } from "./tell";
import { differenceEmbedded, differenceTaken, showsPayment } from "./till-difference";
import { readTillSetup } from "./till-setup";

/** Follows what the staff did to the check: total, what is paid, table. A payment of ours that is on it counts, whoever told us to look. */
export async function readCheckOfOrder(
  services: Services,
  { merchantId, orderId }: { merchantId: string; orderId: string },
): Promise<void> {
  const before = await withTenant(services.db, merchantId, async (tx) => {
    const order = await findOrder(tx, orderId);
    const setup = order && (await readTillSetup(tx, order));
    return order && setup && typeof setup !== "string" ? { order, setup } : null;
  });
  if (!before) return;
  const { view: seen, exchanges } = await readCheck(
    services,
    { merchantId, businessLocationId: before.setup.businessLocationId },
    before.order,
  );
  await withTenant(services.db, merchantId, async (tx) => {
    const order = await holdOrder(tx, orderId);
    if (!order) return;
    const now = services.now();
    await recordReads(tx, orderId, now, exchanges);
    if (seen.kind !== "check" && seen.kind !== "sale") return;
    await bookPayments(tx, orderId, now, ourPayments(order, seen), "The payment was found on the check");
    if (seen.kind === "check") {
      const { totalMinor = null, paidMinor = null, tableNumber } = seen.check;
      const table = tableNumber === null || tableNumber === undefined ? order.tableNumber : String(tableNumber);
      if (awaitsComparison(order)) {
        const isShown = showsPayment(order, { totalMinor, paidMinor });
        const taken = isShown ? null : await differenceTaken(tx, order, paidMinor ?? 0);
        const difference = (await differenceEmbedded(tx, order, { totalMinor, paidMinor })) ?? taken;
        // As it is now: the booking may have told of something, too.
        const booked = difference ? await holdOrder(tx, orderId) : null;
        if (difference && booked) await flagOrder(tx, booked, "till_total_differs", difference);
      }
      const changed =
        totalMinor !== order.posTotalMinor || paidMinor !== order.posPaidMinor || table !== order.tableNumber;
      if (changed) {
        await patchOrder(tx, orderId, { posTotalMinor: totalMinor, posPaidMinor: paidMinor, tableNumber: table });
        await recordTimeline(tx, orderId, {
          ...{ at: now, direction: "in", kind: "check", message: "The check was read again" },
          detail: { totalMinor, paidMinor, table },
        });
      }
    }
    await tellOrder(tx, orderId);
  });
}

/** Its payment came along with it, and what the check came to has not been seen yet. What the staff add to it later is theirs. */
const awaitsComparison = (order: Order): boolean =>
  order.paymentMode === "embedded" &&
  order.settledAt !== null &&
  !showsPayment(order, { totalMinor: order.posTotalMinor, paidMinor: order.posPaidMinor });
