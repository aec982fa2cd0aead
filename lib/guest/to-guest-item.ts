import { fieldLabel } from "@/lib/lightspeed/menu/allergen-fields";
import type {
  ChoiceGroup,
  InstructionGroup,
  MenuDeal,
  MenuEntry,
  MenuItem,
  MenuModifier,
  MenuProduct,
} from "@/lib/lightspeed/menu/menu-types";
import { type AllergenMap, resolveAllergens } from "@/lib/lightspeed/menu/resolve-allergens";
import { isSoldAlone } from "@/lib/lightspeed/menu/sold-alone";
import type { GuestChoice, GuestGroup, GuestItem, GuestNotes } from "./guest-menu-types";

/** Longer than this no till takes a SKU. */
const LONGEST_SKU = 25;

export type ItemContext = {
  /** How many are left, by SKU; without an entry it is not limited. */
  counts: ReadonlyMap<string, number>;
  allergens: AllergenMap;
  /** The menu's version: a picture is named by it and the place on the menu. */
  versionId: string;
};

/** What a guest may order by itself; null for what is sold only by the staff or only as a part of something. */
export function toGuestItem(entry: MenuEntry, at: string, context: ItemContext): GuestItem | null {
  // A modifier is sold by its name on a screen of modifiers; the card knows no price of its own for it.
  if (!isSoldAlone(entry)) return null;
  const { sku, priceMinor, rich } = entry;
  if (!isSku(sku)) return null;
  const groups = toGroups(entry.kind === "item" ? entry.modifierGroups : entry.groups, context);
  // Something must be chosen and nothing can be.
  if (groups.some(({ minimum, choices }) => choices.length < minimum)) return null;
  const texts = rich?.texts ?? [];
  // The page is in English; without such a text the restaurant's first one is better than none.
  const text = texts.find(({ locale }) => /^en\b/i.test(locale)) ?? texts[0];
  return {
    ...{ sku, name: entry.name, description: text?.description ?? null, priceMinor },
    ...statedOf(entry, context.allergens),
    alcohol: rich?.alcohol ?? null,
    picture: rich?.pictures ? `${context.versionId}/${at}` : null,
    left: leftOf(entry, sku, context.counts),
    groups,
    notes: entry.kind === "item" ? toNotes(entry.productionInstructions) : [],
  };
}

/** A combo ends with the first of its fixed parts that does. */
function leftOf(entry: MenuItem | MenuDeal, sku: string, counts: ItemContext["counts"]): number | null {
  const parts = entry.kind === "deal" ? entry.items.map((item) => item.sku ?? "") : [];
  const limits = [sku, ...parts].flatMap((one) => counts.get(one) ?? []);
  return limits.length > 0 ? Math.max(0, Math.min(...limits)) : null;
}

function toGroups(groups: readonly ChoiceGroup<MenuItem | MenuModifier>[], context: ItemContext): GuestGroup[] {
  return groups.map(({ name, minimum, maximum, choices }, group) => ({
    ...{ group, name, minimum, maximum },
    choices: choices.flatMap((choice) => toChoice(choice, context)),
  }));
}

function toChoice(choice: MenuItem | MenuModifier, context: ItemContext): GuestChoice[] {
  const { sku, name } = choice;
  if (!isSku(sku)) return [];
  const limit = context.counts.get(sku);
  const groups = choice.kind === "item" ? toGroups(choice.modifierGroups, context) : [];
  if (groups.some(({ minimum, choices }) => choices.length < minimum)) return [];
  return [
    {
      ...{ sku, name, extraMinor: extraOf(choice), left: limit === undefined ? null : Math.max(0, limit), groups },
      ...statedOf(choice, context.allergens),
      notes: toNotes(choice.productionInstructions),
    },
  ];
}

/** Inside a combo a choice costs its supplement only; a modifier costs its price where no supplement is told. */
const extraOf = ({ kind, extraPriceMinor, priceMinor }: MenuItem | MenuModifier): number =>
  extraPriceMinor ?? (kind === "modifier" ? (priceMinor ?? 0) : 0);

const toNotes = (groups: readonly InstructionGroup[]): GuestNotes[] =>
  groups
    .filter(({ instructions }) => instructions.length > 0)
    .map(({ name, several, instructions }) => ({ name, several, notes: instructions }));

function statedOf({ rich }: MenuProduct, map: AllergenMap): Pick<GuestItem, "allergens" | "diets"> {
  const statement = resolveAllergens(rich?.allergenCodes ?? null, map);
  return {
    allergens: statement.stated ? [...statement.fields.map(fieldLabel), ...statement.unmapped] : null,
    diets: statement.diets.map(fieldLabel),
  };
}

const isSku = (sku: string | null): sku is string => sku !== null && sku.length <= LONGEST_SKU;
