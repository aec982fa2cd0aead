import type { Services } from "@/lib/services";
import { explainOrderFailure } from "./explain-failure";
import { getOrder } from "./get-order";
import { guestWords, withoutWords } from "./guest-words";
import type { OrderDetail } from "./order-view";

export type SupportBundle = {
  bundle: "upvendo-order/1";
  madeAt: string;
  order: Omit<OrderDetail, Hidden> & { lines: OrderDetail["lines"] };
  explanation: ReturnType<typeof explainOrderFailure> | null;
  /** What a new order must hold to take the same way through the sandbox. */
  replay: Pick<OrderDetail, "channel" | "kind" | "currency" | "lines" | "table" | "guests" | "paymentMode"> &
    Pick<OrderDetail["money"], "subtotalMinor" | "discountMinor" | "serviceChargeMinor" | "tipMinor" | "totalMinor">;
};

type Hidden = "customer" | "address" | "note" | "guestName" | "paymentUrl" | "actions" | "lines";

/** Everything that helps support with one order, and nothing of the guest; null where there is no such order. */
export async function makeSupportBundle(
  services: Pick<Services, "db" | "now">,
  merchantId: string,
  orderId: string,
): Promise<SupportBundle | null> {
  const detail = await getOrder(services, merchantId, orderId);
  if (!detail) return null;
  const { customer, address, note, guestName: __, paymentUrl: _, actions: ___, ...order } = detail;
  const { channel, kind, currency, lines, table, guests, paymentMode, money, failure } = detail;
  const { subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor } = money;
  const bundle: SupportBundle = {
    bundle: "upvendo-order/1",
    madeAt: services.now().toISOString(),
    order,
    explanation: failure && explainOrderFailure({ code: failure.code, detail: detail.failureDetail }),
    replay: {
      ...{ channel, kind, currency, lines, table, guests, paymentMode },
      ...{ subtotalMinor, discountMinor, serviceChargeMinor, tipMinor, totalMinor },
    },
  };
  return withoutWords(bundle, guestWords({ customer, address, note, number: order.number }), "[redacted]");
}
