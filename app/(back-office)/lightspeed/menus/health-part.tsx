import { HealthCard } from "@/components/lightspeed/menu/health-card";
import { NoMenuYet } from "@/components/lightspeed/menu/no-menu-yet";
import { can } from "@/lib/auth/roles";
import { contentOf } from "@/lib/lightspeed/menu/menu-contents";
import { readItemSkus } from "@/lib/lightspeed/menu/menu-parts";
import { getPriceFaults } from "@/lib/lightspeed/menu/price-faults";
import { findSkuFaults } from "@/lib/lightspeed/menu/sku-health";
import { services } from "@/lib/services";
import type { MenuScene } from "./choose-menu";
import { ageOf } from "./list-parts";

/** What would keep products of this menu from being ordered. */
export async function HealthPart({ scene }: { scene: MenuScene }) {
  const { actor, menu, place, region } = scene;
  const stored = menu?.versionId ? await contentOf(services(), actor.merchantId, menu.versionId) : null;
  if (!menu || !stored) return <NoMenuYet problem={menu?.problem ?? null} maySync={can(actor, "menus.sync")} />;
  const { profile, menuId } = menu;
  const { businessLocationId: placeId, currency } = place;
  const [skus, prices] = await Promise.all([
    readItemSkus(services(), actor.merchantId, { placeId }),
    getPriceFaults(services(), actor.merchantId, { placeId, profile, menuId, currency }),
  ]);
  const known = skus.data ? new Map(Object.entries(skus.data)) : null;
  return (
    <HealthCard
      faults={[...findSkuFaults(stored.content, known), ...prices]}
      {...{ currency, region }}
      products={stored.itemCount}
      itemsKnown={known !== null}
      place={place.locationId}
      age={ageOf(scene, "health", skus)}
    />
  );
}
