import type { Order } from "@/db/schema";
import type { ToGoOrder } from "@/lib/k-series";
import { commonBody } from "./order-body";
import type { TillSetup } from "./till-setup";

/** Takeaway, or delivery where there is an address. The guest asks for the order by its number. */
export function toToGoOrder(order: Order, setup: TillSetup, now: Date): ToGoOrder {
  const { address, number } = order;
  return {
    ...commonBody(order, setup, now),
    ...(number.length <= 8 ? { collectionCode: number } : {}),
    ...(address
      ? {
          deliveryAddress: {
            addressLine1: address.line1,
            ...(address.line2 ? { addressLine2: address.line2 } : {}),
            ...{ zip: address.zip, city: address.city },
          },
        }
      : {}),
  };
}
