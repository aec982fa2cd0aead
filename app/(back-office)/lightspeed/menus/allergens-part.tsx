import { AllergensCard } from "@/components/lightspeed/menu/allergens-card";
import { can } from "@/lib/auth/roles";
import { getAllergenCodes } from "@/lib/lightspeed/menu/get-allergen-codes";
import { services } from "@/lib/services";
import { mapAllergenAction } from "./actions";
import type { MenuScene } from "./choose-menu";
import { ageOf } from "./list-parts";

/** What each code of Lightspeed's means to guests. */
export async function AllergensPart({ scene }: { scene: MenuScene }) {
  const { actor, place } = scene;
  const { snapshot, codes, fields } = await getAllergenCodes(services(), actor.merchantId, place.businessLocationId);
  return (
    <AllergensCard
      codes={codes}
      fields={fields}
      map={can(actor, "menus.edit") ? mapAllergenAction : null}
      age={ageOf(scene, "allergens", snapshot)}
    />
  );
}
