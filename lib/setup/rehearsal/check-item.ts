import { AppError } from "@/lib/errors";
import { findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import { getMenu } from "@/lib/lightspeed/menu/get-menu";
import { findSkuFaults, type SkuFault } from "@/lib/lightspeed/menu/sku-health";
import { composeTestOrder } from "@/lib/orders/compose-test-order";
import type { Services } from "@/lib/services";
import { broken, type Hop, proven } from "./hops";

const MENUS = "/lightspeed/menus?part=health#health";

const words: Record<SkuFault["kind"], string> = {
  missing: "has no SKU",
  duplicate: "shares its SKU with another item",
  too_long: "has a SKU of more than 25 characters",
  unknown: "has a SKU that Lightspeed's items do not know",
};

/** The item that a test order would take: is it there, and does its SKU name it alone? */
export async function checkItem(
  services: Services,
  merchantId: string,
  { locationId, profiles }: { locationId: string; profiles: { dineIn: string | null; takeaway: string | null } },
): Promise<Hop> {
  try {
    const { input } = await composeTestOrder(services, merchantId, { locationId });
    const sku = input.lines[0]?.sku ?? "";
    const profile = input.type === "dine_in" ? profiles.dineIn : profiles.takeaway;
    const found = (await findMenuItems(services, merchantId, { locationId, profile, skus: [sku] }))?.items.get(sku);
    if (!found) return broken("item", `The menu has nothing with the SKU ${sku}.`, "Read the menus", MENUS);
    const menu = await getMenu(services, merchantId, { locationId, menuId: found.menuId, profile });
    const fault = menu && findSkuFaults(menu, null).find((one) => one.sku === sku);
    if (fault) return broken("item", `“${fault.name}” ${words[fault.kind]} (${sku}).`, "Open the SKU health", MENUS);
    const proof = `“${found.entry.name}” (${sku}) is on the menu “${found.menuName}”, and its SKU names it alone.`;
    return proven("item", found.readAt, proof, MENUS);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return broken("item", error.message, "Open the menus", "/lightspeed/menus");
  }
}
