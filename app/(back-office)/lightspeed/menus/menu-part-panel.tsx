import type { ReactNode } from "react";
import type { MenuPart } from "@/components/lightspeed/menu/menu-address";
import { AllergensPart } from "./allergens-part";
import { ChangesPart } from "./changes-part";
import type { MenuScene } from "./choose-menu";
import { HealthPart } from "./health-part";
import { DiscountsPart, InstructionsPart, ProfilesPart } from "./list-parts";
import { TreePart } from "./tree-part";

const parts: Record<MenuPart, (props: { scene: MenuScene }) => Promise<ReactNode>> = {
  menu: TreePart,
  health: HealthPart,
  changes: ChangesPart,
  discounts: DiscountsPart,
  instructions: InstructionsPart,
  profiles: ProfilesPart,
  allergens: AllergensPart,
};

export function MenuPartPanel({ scene, part }: { scene: MenuScene; part: MenuPart }) {
  const Part = parts[part];
  return <Part scene={scene} />;
}
