import type { OrderChannel, OrderStatus } from "@/lib/orders/order-view";
import { channelWords } from "./words";

type Params = Record<string, string | string[] | undefined>;

/** What the list can be narrowed to, in the words of the select. */
export const shows = {
  attention: "Needs attention",
  open: "On its way",
  settled: "On the till and settled",
  sold: "Paid, without tests",
  unpaid: "Not paid",
  ended: "Cancelled or given back",
} as const;
export type Show = keyof typeof shows;

const statusesOf: Record<Exclude<Show, "attention" | "sold">, readonly OrderStatus[]> = {
  open: ["paid", "submitting", "submitted", "on_pos", "settling", "unconfirmed"],
  settled: ["completed"],
  unpaid: ["draft", "awaiting_payment"],
  ended: ["cancelled", "refunded"],
};

export const spans = {
  today: "Since midnight",
  ...{ hour: "Last hour", day: "Last 24 hours", week: "Last 7 days", month: "Last 30 days" },
} as const;
export type Span = keyof typeof spans;
const HOUR = 3_600_000;
const spanMs: Record<Exclude<Span, "today">, number> = {
  hour: HOUR,
  day: 24 * HOUR,
  week: 168 * HOUR,
  month: 720 * HOUR,
};

/** As the address has it. `within` counts back from now, so that a kept link stays useful. `currency` comes with a link and is no choice of the form. */
export type OrderSearch = { show?: Show; channel?: OrderChannel; within?: Span; currency?: string; q?: string };

/** From the address, where anything may stand: what is none of the choices does not filter. */
export function parseOrderSearch(params: Params): OrderSearch {
  const text = (name: string) => {
    const value = params[name];
    return ((Array.isArray(value) ? value[0] : value) ?? "")
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, 60);
  };
  const [show, channel, within, currency, q] = ["show", "channel", "within", "currency", "q"].map(text);
  return {
    ...(show && Object.hasOwn(shows, show) ? { show: show as Show } : {}),
    ...(channel && Object.hasOwn(channelWords, channel) ? { channel: channel as OrderChannel } : {}),
    ...(within && Object.hasOwn(spans, within) ? { within: within as Span } : {}),
    ...(currency && /^[A-Z]{3}$/.test(currency) ? { currency } : {}),
    ...(q ? { q } : {}),
  };
}

export const isFiltered = (search: OrderSearch): boolean => Object.keys(search).length > 0;

export function orderSearchHref(search: OrderSearch, page: { after?: string } = {}): string {
  const query = new URLSearchParams({ ...search, ...page });
  return query.size > 0 ? `/orders?${query}` : "/orders";
}

type Day = { locationId: string; from: Date };

/** What the server looks for. `today` is since when it is today at each location. */
export function toOrderFilter(
  { show, channel, within, currency, q }: OrderSearch,
  nowMs: number,
  today: readonly Day[],
) {
  return {
    ...(show === "attention" ? { attention: true } : {}),
    ...(show === "sold" ? { sold: true } : {}),
    ...(show && show !== "attention" && show !== "sold" ? { statuses: statusesOf[show] } : {}),
    ...(channel ? { channel } : {}),
    ...(within === "today" ? { days: today } : {}),
    ...(within && within !== "today" ? { from: new Date(nowMs - spanMs[within]) } : {}),
    ...(currency ? { currency } : {}),
    ...(q ? { text: q } : {}),
  };
}
