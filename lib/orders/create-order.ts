import { randomUUID } from "node:crypto";
import type { TenantTransaction } from "@/db/client";
import { insertOrder, takeOrderSequence } from "@/db/queries/orders";
import type { Order, OrderAddress, OrderCustomer, PaymentMode } from "@/db/schema";
import { wakeParked } from "@/lib/lightspeed/webhooks/wake-parked";
import type { Services } from "@/lib/services";
import { postPlaced } from "./ledger";
import { orderNumber, orderReference, paymentReference } from "./order-number";
import { after, patience } from "./patience";
import type { OrderDraft } from "./pre-flight";
import { recordTimeline } from "./record-timeline";
import { tellOrder } from "./tell";

export type NewOrderWish = OrderDraft & {
  apiKeyId: string | null;
  customer: OrderCustomer | null;
  address: OrderAddress | null;
  guests: number | null;
  note: string | null;
  paymentMode: PaymentMode;
  /** With a check that was chosen: at another place the same number is somebody else's. */
  businessLocationId?: string;
};

/** Stores the order with its number, both references and its books, all in the caller's transaction; nothing was sent or paid yet. */
export async function createOrder(
  { now, lightspeed }: Pick<Services, "now" | "lightspeed">,
  tx: TenantTransaction,
  wish: NewOrderWish,
): Promise<Order> {
  const { merchantId, totals, lines, ...rest } = wish;
  const at = now();
  const sequence = await takeOrderSequence(tx);
  const named = { id: randomUUID(), environment: lightspeed.environment, number: orderNumber(sequence) };
  const order = await insertOrder(tx, {
    ...rest,
    ...named,
    ...totals,
    lines: [...lines],
    sequence,
    reference: orderReference(named),
    paymentReference: paymentReference(named),
    status: "draft",
    deadlineAt: after(at, patience.payment),
    createdAt: at,
  });
  await postPlaced(tx, order, at);
  await recordTimeline(tx, order.id, {
    ...{
      at,
      direction: "in",
      kind: "placed",
      message: `Ordered through ${channelNames[order.channel]}`,
      toStatus: "draft",
    },
    detail: { lines: order.lines, ...totals, currency: order.currency },
  });
  // After a restored backup a word about it may be waiting.
  await wakeParked(tx, merchantId, order.reference);
  await tellOrder(tx, order.id);
  return order;
}

export const channelNames = {
  kiosk: "Kiosk",
  online: "Online Ordering",
  table_qr: "Table QR",
  in_house: "In-house",
  test: "a test order",
} as const;
