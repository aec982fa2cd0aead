import { readTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findMenuRow, listMenuRows } from "@/db/queries/menus";
import type { MenuRow } from "@/db/schema";
import type { Services } from "@/lib/services";
import { contentOf } from "./menu-contents";
import type { MenuListing, MenuView } from "./menu-types";
import { getMenuWords } from "./menu-words";
import { withOwnWords } from "./own-words";

type Needs = Pick<Services, "db">;

/** Which menus one of our locations has at Lightspeed, with which order profiles, as last synchronised. Null: not linked. */
export async function listMenus({ db }: Needs, merchantId: string, locationId: string): Promise<MenuListing | null> {
  return readTenant(db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) return null;
    const placeId = linked.link.businessLocationId;
    const rows = await listMenuRows(tx, placeId);
    return {
      placeId,
      placeName: linked.link.businessLocationName,
      locationName: linked.locationName,
      currency: linked.currency,
      menus: rows.map((row) => ({
        menuId: row.menuId,
        name: row.name,
        profile: row.profile === "" ? null : row.profile,
        versionId: row.versionId,
        readAt: row.readAt?.toISOString() ?? null,
        richReadAt: row.richReadAt?.toISOString() ?? null,
        itemCount: row.itemCount,
        brokenCount: row.brokenCount,
        goneAt: row.goneAt?.toISOString() ?? null,
        problem: row.problem,
      })),
    };
  });
}

export type MenuQuestion = {
  locationId: string;
  menuId: string;
  /** The order profile's code; null: the till's own price list. */
  profile: string | null;
};

/** The whole tree as last synchronised, with the merchant's own texts; null where the location is not linked or the menu was never read. Asks nobody. */
export async function getMenu(services: Needs, merchantId: string, question: MenuQuestion): Promise<MenuView | null> {
  const { locationId, menuId, profile } = question;
  const row = await readTenant(services.db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    if (!linked) return null;
    return findMenuRow(tx, { placeId: linked.link.businessLocationId, menuId, profile: profile ?? "" });
  });
  const view = row && (await toMenuView(services, row));
  return view && { ...view, ...withOwnWords(view, await getMenuWords(services, merchantId)) };
}

async function toMenuView(services: Needs, row: MenuRow): Promise<MenuView | null> {
  if (!row.versionId || !row.readAt) return null;
  const stored = await contentOf(services, row.merchantId, row.versionId);
  if (!stored) return null;
  return {
    ...stored.content,
    versionId: row.versionId,
    menuId: row.menuId,
    placeId: row.placeId,
    profile: row.profile === "" ? null : row.profile,
    currency: stored.currency,
    readAt: row.readAt.toISOString(),
    richReadAt: row.richReadAt?.toISOString() ?? null,
  };
}
