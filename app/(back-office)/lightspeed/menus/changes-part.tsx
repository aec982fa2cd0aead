import { ChangesCard } from "@/components/lightspeed/menu/changes-card";
import { PreviewChanges } from "@/components/lightspeed/menu/preview-changes";
import { can } from "@/lib/auth/roles";
import { getMenuHistory } from "@/lib/lightspeed/menu/menu-history";
import { services } from "@/lib/services";
import { previewChangesAction } from "./actions";
import type { MenuScene } from "./choose-menu";

export async function ChangesPart({ scene }: { scene: MenuScene }) {
  const { actor, menu, place, renderedAt, region } = scene;
  const { businessLocationId: placeId } = place;
  const versions = menu
    ? await getMenuHistory(services(), actor.merchantId, {
        ...{ placeId, menuId: menu.menuId, profile: menu.profile, country: region.country },
      })
    : [];
  const preview =
    menu?.versionId && can(actor, "menus.sync") ? (
      <PreviewChanges
        preview={previewChangesAction.bind(null, {
          locationId: place.locationId,
          menuId: menu.menuId,
          profile: menu.profile,
        })}
      />
    ) : null;
  return <ChangesCard versions={versions} preview={preview} renderedAt={renderedAt} region={region} />;
}
