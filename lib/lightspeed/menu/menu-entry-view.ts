import { formatMoney, formatNumber } from "@/lib/format";
import type { Services } from "@/lib/services";
import { contentOf } from "./menu-contents";
import { entryAt } from "./menu-rows";
import type {
  ChoiceGroup,
  InstructionGroup,
  MenuItem,
  MenuModifier,
  MenuProduct,
  MenuText,
  Pricing,
} from "./menu-types";
import { getMenuWords, type MenuWords } from "./menu-words";
import { type AllergenStatement, resolveAllergens } from "./resolve-allergens";

export type ChoiceView = { name: string; sku: string | null; extra: string | null; notes: string[] };
export type ChoiceGroupView = {
  name: string;
  sku: string | null;
  minimum: number;
  maximum: number | null;
  choices: ChoiceView[];
};

/** Everything about one thing for sale, ready to be shown. */
export type MenuEntryView = {
  at: string;
  kind: "item" | "deal" | "modifier";
  name: string;
  /** What Lightspeed calls it, where the merchant calls it something else. */
  originalName: string | null;
  sku: string | null;
  price: string | null;
  pricing: Pricing;
  customName: boolean;
  part: boolean;
  tax: { words: string; conditional: boolean; amount: string | null };
  texts: MenuText[];
  ownDescription: string | null;
  allergens: AllergenStatement;
  alcohol: { contains: boolean; percentage: string | null } | null;
  picture: boolean;
  groups: ChoiceGroupView[];
  /** What always comes with a combo. */
  included: string[];
  notes: InstructionGroup[];
};

/** Null where the version is no longer kept or nothing for sale stands there. */
export async function getMenuEntry(
  services: Pick<Services, "db">,
  merchantId: string,
  { versionId, at, country }: { versionId: string; at: string; country: string },
): Promise<MenuEntryView | null> {
  const stored = await contentOf(services, merchantId, versionId);
  const entry = stored && entryAt(stored.content.screens, at);
  if (!entry || entry.kind === "screen") return null;
  const words = await getMenuWords(services, merchantId);
  const money = (minor: number | null) => (minor === null ? null : formatMoney(minor, stored.currency, { country }));
  return {
    at,
    kind: entry.kind,
    ...aboutProduct(entry, words, { money, country }),
    part: entry.kind === "item" && entry.asSubItem,
    groups: toGroups(entry.kind === "item" ? entry.modifierGroups : entry.kind === "deal" ? entry.groups : [], money),
    included: entry.kind === "deal" ? entry.items.map(({ name }) => name) : [],
    notes: entry.kind === "deal" ? [] : entry.productionInstructions,
  };
}

type Money = (minor: number | null) => string | null;

type Written = { money: Money; country: string };

function aboutProduct(product: MenuProduct, words: MenuWords, { money, country }: Written) {
  const { sku, name, priceMinor, pricing, customName, tax, rich } = product;
  const own = sku === null ? undefined : words.names.get(sku);
  return {
    name: own ?? name,
    originalName: own === undefined ? null : name,
    ...{ sku, pricing, customName },
    price: money(priceMinor),
    tax: { words: taxWords(tax, country), conditional: tax.conditional, amount: money(tax.amountMinor) },
    texts: rich?.texts ?? [],
    ownDescription: (sku === null ? undefined : words.descriptions.get(sku)) ?? null,
    allergens: resolveAllergens(rich?.allergenCodes ?? null, words.allergens),
    alcohol: alcoholOf(rich?.alcohol ?? null, country),
    picture: rich?.pictures !== null && rich?.pictures !== undefined,
  };
}

function alcoholOf(alcohol: NonNullable<MenuProduct["rich"]>["alcohol"] | null, country: string) {
  if (!alcohol?.percentage) return alcohol;
  return { ...alcohol, percentage: formatNumber(alcohol.percentage, { country }) };
}

function taxWords({ percentage, includedInPrice }: MenuProduct["tax"], country: string): string {
  if (percentage === null) return "Lightspeed tells no tax";
  const rate = `${formatNumber(percentage, { country })}%`;
  if (includedInPrice === null) return rate;
  return `${rate} ${includedInPrice ? "included in the price" : "added to the price"}`;
}

function toGroups(groups: readonly ChoiceGroup<MenuItem | MenuModifier>[], money: Money): ChoiceGroupView[] {
  return groups.map(({ name, sku, minimum, maximum, choices }) => ({
    ...{ name, sku, minimum, maximum },
    choices: choices.map((choice) => ({
      name: choice.name,
      sku: choice.sku,
      extra: choice.extraPriceMinor ? money(choice.extraPriceMinor) : null,
      notes: choice.productionInstructions.map((group) => group.name),
    })),
  }));
}
