import type { Services } from "@/lib/services";
import { explainOrderFailure } from "./explain-failure";
import { getOrder } from "./get-order";
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
  const { customer, address, note, guestName, paymentUrl: _, actions: __, ...order } = detail;
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
  return without(bundle, wordsOf({ ...customer, ...address, note, guestName }));
}

/** What the guest told us, wherever it stands again: a check's name, or a refusal that quotes an address. */
function wordsOf(guest: Record<string, string | null | undefined>): string[] {
  const words = Object.values(guest).filter((word): word is string => typeof word === "string" && word.trim() !== "");
  return words.map((word) => word.trim()).sort((a, b) => b.length - a.length);
}

function without<T>(value: T, words: readonly string[]): T {
  if (words.length === 0) return value;
  const pattern = new RegExp(words.map(asWord).join("|"), "giu");
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === "string" ? inner.replaceAll(pattern, "[redacted]") : inner,
    ),
  ) as T;
}

/** Whole words only: a guest called "An" must not take every "an" away. */
const asWord = (text: string) =>
  `(?<![\\p{L}\\p{N}])${text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, "\\$&")}(?![\\p{L}\\p{N}])`;
