import { drawPictureAt, type MenuPicture } from "../menu/menu-picture";
import type { ItemNeeds } from "./read-items";
import { findRawRichItem } from "./rich-item";

/** Drawn anew from where the vendor keeps it; null where there is none that may be shown. */
export async function getItemPicture(
  services: ItemNeeds,
  merchantId: string,
  key: { businessId: string; sku: string },
): Promise<MenuPicture | null> {
  const item = await findRawRichItem(services, merchantId, key);
  for (const address of [item?.pictureUrl, item?.rawPictureUrl, item?.previewPictureUrl])
    if (address) return drawPictureAt(address, services.lightspeed.apiUrl, "large");
  return null;
}
