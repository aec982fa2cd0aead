import type { Order } from "@/db/schema";
import type { LocalOrder } from "@/lib/k-series";
import { commonBody } from "./order-body";
import type { TillSetup } from "./till-setup";

/** Dine-in: onto a table, or onto an open check, whose table and guests then stay as they are. */
export function toLocalOrder(order: Order, setup: TillSetup, now: Date): LocalOrder {
  const where =
    order.addToCheck === null
      ? {
          ...(order.tableNumber ? { tableNumber: order.tableNumber } : {}),
          ...(order.guests ? { clientCount: order.guests } : {}),
        }
      : { accountIdentifier: order.addToCheck };
  return { ...commonBody(order, setup, now), ...where };
}
