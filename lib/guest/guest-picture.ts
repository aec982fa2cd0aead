import { withTenant } from "@/db/client";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { listMenuRows } from "@/db/queries/menus";
import { getMenuPicture, type MenuPicture, type PictureSize } from "@/lib/lightspeed/menu/menu-picture";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";

/** The picture of something on a menu of this location, drawn anew; null where there is none that a guest may see. */
export async function getGuestPicture(
  services: Pick<Services, "db" | "lightspeed">,
  { merchantId, locationId }: { merchantId: string; locationId: string },
  { picture, size }: { picture: string; size: PictureSize },
): Promise<MenuPicture | null> {
  const [versionId = "", at = ""] = picture.split("/");
  if (!isUuid(versionId) || !/^\d{1,4}(\.\d{1,4}){0,30}$/.test(at)) return null;
  const isHere = await withTenant(services.db, merchantId, async (tx) => {
    const linked = await findLinkedSettings(tx, locationId);
    const rows = linked ? await listMenuRows(tx, linked.link.businessLocationId) : [];
    return rows.some((row) => row.versionId === versionId);
  });
  const found = isHere ? await getMenuPicture(services, merchantId, { versionId, at, size }) : null;
  return found === "unavailable" ? null : found;
}
