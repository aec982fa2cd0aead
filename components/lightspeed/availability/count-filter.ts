import type { ItemCountView } from "@/lib/lightspeed/availability/availability-types";

export type CountFilter = { place: string | null; show: "limited" | "all"; text: string; offset: number };

export const PAGE_SIZE = 100;

type Params = Record<string, string | string[] | undefined>;

/** From the address, where anything may stand. */
export function parseCountFilter(params: Params): CountFilter {
  const text = (name: string) => (typeof params[name] === "string" ? params[name] : "");
  const offset = Number(text("offset"));
  return {
    place: text("place") || null,
    show: params.show === "all" ? "all" : "limited",
    text: text("q").trim().slice(0, 100),
    offset: Number.isInteger(offset) && offset > 0 && offset < 1_000_000 ? offset : 0,
  };
}

export function countFilterHref({ place, show, text, offset }: CountFilter): string {
  const search = new URLSearchParams();
  if (place) search.set("place", place);
  if (show === "all") search.set("show", show);
  if (text) search.set("q", text);
  if (offset > 0) search.set("offset", String(offset));
  return search.size > 0 ? `/lightspeed/availability?${search}` : "/lightspeed/availability";
}

/** Sold out first, then the fewest left, then by name. */
export function filterCounts(counts: readonly ItemCountView[], { show, text }: CountFilter): ItemCountView[] {
  const wanted = text.toLowerCase();
  return counts
    .filter(({ count }) => show === "all" || count !== null)
    .filter(({ sku, name }) => `${name ?? ""} ${sku}`.toLowerCase().includes(wanted))
    .sort((a, b) => left(a) - left(b) || (a.name ?? a.sku).localeCompare(b.name ?? b.sku, "en"));
}

const left = ({ count }: ItemCountView) => count ?? Number.MAX_SAFE_INTEGER;
