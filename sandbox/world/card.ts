import brasserie from "../data/brasserie.json" with { type: "json" };
import brasserieMenu from "../data/brasserie-menu.json" with { type: "json" };
import catering from "../data/catering.json" with { type: "json" };
import type { Template } from "../state/accounts";
import { cellarCard } from "./cellar";

export type Text = { localeCode: string; displayName?: string | undefined; description?: string | undefined };

export type Product = {
  sku: string;
  name: string;
  /** The name of its accounting group. */
  group: string;
  /** In major units, as a person writes them. */
  price: number;
  cost: number;
  allergens: string[];
  texts: Text[];
  type?: string;
  priceMode?: string;
  customName?: boolean;
  alcohol?: number;
};

export type Choice = {
  sku: string;
  description: string;
  minimum: number | null;
  maximum: number | null;
  several: boolean;
};
export type ModifierGroup = Choice & { products: string[] };
export type DealGroup = Choice & { items: [sku: string, extra: number][] };
export type InstructionGroup = { name: string; several: boolean; instructions: string[] };
export type Screen = { name: string; color: string; entries: (string | Screen)[] };
export type MenuPlan = { name: string; screens: Screen[] };

/** All that a kind of restaurant sells, and how its till shows it. */
export type Card = {
  accountingGroups: string[];
  products: Product[];
  modifierGroups: Record<string, ModifierGroup>;
  instructionGroups: Record<string, InstructionGroup>;
  options: Record<string, { modifiers: string[]; instructions: string[] }>;
  deals: Record<string, DealGroup[]>;
  menus: MenuPlan[];
};

const brasserieCard: Card = {
  ...brasserieMenu,
  // A tuple is an array to the compiler's eye when it stands in JSON.
  deals: brasserieMenu.deals as unknown as Card["deals"],
  accountingGroups: brasserie.accountingGroups,
  products: [...brasserie.items, ...brasserieMenu.products],
};

const cards = new Map<Template, Card>();

export function cardOf(template: Template): Card {
  const known = cards.get(template);
  if (known) return known;
  const made =
    template === "brasserie"
      ? brasserieCard
      : template === "catering"
        ? ({ ...catering, deals: {} } as Card)
        : cellarCard(brasserieCard);
  cards.set(template, made);
  return made;
}
