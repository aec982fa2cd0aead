import type { MenuPlace } from "@/components/lightspeed/menu/menu-address";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import type { MenuListing, MenuSummary } from "@/lib/lightspeed/menu/menu-types";
import type { LinkedPlace } from "../linked-places";

/** What each part of the page works with. */
export type MenuScene = {
  actor: Actor;
  place: LinkedPlace;
  /** Null: none was read yet. */
  menu: MenuSummary | null;
  /** The address of this menu, for links. */
  here: MenuPlace;
  asked: MenuPlace;
  renderedAt: string;
  region: Region;
};

/** The menu and order profile that the address names, else the first that has been read. */
export function chooseMenu(listing: MenuListing | null, asked: MenuPlace) {
  const all = listing?.menus ?? [];
  const present = all.filter(({ goneAt }) => goneAt === null);
  // What is gone may still be looked at, where somebody follows an old link.
  const ofMenu = all.filter(({ menuId }) => menuId === asked.menu);
  const pool = ofMenu.length > 0 ? ofMenu : present;
  const wanted = pool.find(({ profile }) => (profile ?? "") === (asked.profile ?? ""));
  const menu = wanted ?? pool.find(({ versionId }) => versionId !== null) ?? pool[0] ?? null;
  const names = new Map(present.map(({ menuId, name }) => [menuId, name]));
  if (menu && !names.has(menu.menuId)) names.set(menu.menuId, `${menu.name} (no longer in Lightspeed)`);
  const codes = new Set(present.map(({ profile }) => profile ?? ""));
  if (menu) codes.add(menu.profile ?? "");
  return {
    menu,
    menus: [...names].map(([value, label]) => ({ value, label })),
    profiles: [...codes].map((value) => ({ value, label: value || "The till's own prices" })),
  };
}
