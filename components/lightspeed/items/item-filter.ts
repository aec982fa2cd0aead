import type { ItemFilter } from "@/lib/lightspeed/items/item-types";

export const AMOUNTS = [50, 100, 250] as const;
const shows: readonly ItemFilter["show"][] = ["active", "archived", "problems", "all"];

type Params = Record<string, string | string[] | undefined>;

/** From the address, where anything may stand. */
export function parseItemFilter(params: Params): ItemFilter {
  const text = (name: string) => (typeof params[name] === "string" ? params[name] : "");
  const offset = Number(text("offset"));
  return {
    text: text("q").trim().slice(0, 180),
    groupId: /^\d{1,19}$/.test(text("group")) ? text("group") : null,
    show: shows.find((show) => show === text("show")) ?? "active",
    offset: Number.isInteger(offset) && offset > 0 && offset < 1_000_000 ? offset : 0,
    amount: AMOUNTS.find((amount) => String(amount) === text("amount")) ?? 50,
  };
}

export function itemFilterHref(place: string | null, { text, groupId, show, offset, amount }: ItemFilter): string {
  const search = new URLSearchParams();
  if (place) search.set("place", place);
  if (text) search.set("q", text);
  if (groupId) search.set("group", groupId);
  if (show !== "active") search.set("show", show);
  if (offset > 0) search.set("offset", String(offset));
  if (amount !== 50) search.set("amount", String(amount));
  return search.size > 0 ? `/lightspeed/items?${search}` : "/lightspeed/items";
}

export const isFiltered = ({ text, groupId, show }: ItemFilter): boolean =>
  text !== "" || groupId !== null || show !== "active";
