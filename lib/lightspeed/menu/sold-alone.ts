import type { MenuDeal, MenuEntry, MenuItem } from "./menu-types";

/** Stands on the menu by itself at one price: what a guest can order as it is. */
export const isSoldAlone = (entry: MenuEntry): entry is (MenuItem | MenuDeal) & { priceMinor: number } =>
  (entry.kind === "deal" || (entry.kind === "item" && !entry.asSubItem)) &&
  entry.pricing === "fixed" &&
  entry.priceMinor !== null &&
  entry.priceMinor >= 0;
