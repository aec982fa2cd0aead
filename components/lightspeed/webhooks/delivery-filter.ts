import type { DeliveryFilterInput } from "@/lib/lightspeed/webhooks/delivery-filter";
import { statusWords } from "./words";

type Params = Record<string, string | string[] | undefined>;

export const spans = { hour: "Last hour", day: "Last 24 hours", week: "Last 7 days" } as const;
export type Span = keyof typeof spans;

/** As the address has it. `within` counts back from now, so that a kept link stays useful. */
export type DeliverySearch = {
  type?: string;
  status?: keyof typeof statusWords;
  verdict?: "verified" | "unverified";
  place?: string;
  reference?: string;
  within?: Span;
};

const spanMs: Record<Span, number> = { hour: 3_600_000, day: 86_400_000, week: 7 * 86_400_000 };

/** From the address, where anything may stand: what is none of the choices does not filter. */
export function parseDeliverySearch(params: Params): DeliverySearch {
  const text = (name: string) => {
    const value = params[name];
    // Control characters cannot be in any of these, and NUL cannot even be in a query.
    return ((Array.isArray(value) ? value[0] : value) ?? "")
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, 100);
  };
  const [type, status, verdict, place, reference, within] = ["type", "status", "verdict", "place", "ref", "within"].map(
    text,
  );
  return {
    ...(type ? { type } : {}),
    ...(status && Object.hasOwn(statusWords, status) ? { status: status as keyof typeof statusWords } : {}),
    ...(verdict === "verified" || verdict === "unverified" ? { verdict } : {}),
    ...(place && /^\d{1,19}$/.test(place) ? { place } : {}),
    ...(reference ? { reference } : {}),
    ...(within && Object.hasOwn(spans, within) ? { within: within as Span } : {}),
  };
}

export const isFiltered = (search: DeliverySearch): boolean => Object.keys(search).length > 0;

export function deliverySearchHref(search: DeliverySearch, page: { older?: string; newer?: string } = {}): string {
  const { reference, ...rest } = search;
  const query = new URLSearchParams({ ...rest, ...(reference ? { ref: reference } : {}), ...page });
  return query.size > 0 ? `/lightspeed/webhooks/deliveries?${query}` : "/lightspeed/webhooks/deliveries";
}

/** What the server looks for. */
export function toFilter({ place, within, ...rest }: DeliverySearch, nowMs: number): DeliveryFilterInput {
  return {
    ...rest,
    ...(place ? { businessLocationId: place } : {}),
    ...(within ? { from: new Date(nowMs - spanMs[within]).toISOString() } : {}),
  };
}
