import type { Choice } from "../world/card";
import type { Item } from "../world/items";
import type { Menu, MenuNode } from "../world/menu-tree";
import { centsOf, major, sum, taxed } from "../world/money";
import { profilePrice } from "../world/reference";
import { type Instructions, type Profile, taxOf } from "../world/venue";
import type { Site } from "../world/world";
import { int64 } from "./wire";

export type MenuRequest = {
  site: Site;
  baseUrl: string;
  profile: Profile;
  profileGiven: boolean;
  rich: boolean;
  v2: boolean;
};

const strategies: Record<string, string> = {
  POSITIVE_OPEN_PRICE: "CUSTOMIZED_ITEM_PRICE_WILL_BE_POSTIVE",
  NEGATIVE_OPEN_PRICE: "CUSTOMIZED_ITEM_PRICE_WILL_BE_NEGATIVE",
  PERCENT: "CUSTOMIZED_ITEM_PRICE_WILL_BE_A_PERCENTAGE_OF_TOTAL",
};
export const strategyOf = ({ priceMode }: Item) => strategies[priceMode] ?? "PRICE_CANNOT_BE_CUSTOMIZED";

export const instructionsOnTheWire = ({ id, name, several, instructions }: Instructions) => ({
  multiSelectionPermitted: several,
  productionInstructionGroupName: name,
  productionIntructionGroupId: int64(id),
  productionInstructionList: instructions.map((one) => ({ instruction: one.text, ikentooModifierId: int64(one.id) })),
});

function richData({ site, baseUrl, rich }: MenuRequest, item: Item) {
  if (!rich || site.behaviour.richDataMissing) return {};
  const found = site.rich.get(item.sku);
  const alcohol = site.items.productOf(item)?.alcohol;
  const url = (file: string) => `${baseUrl}/pictures/${file}`;
  const pictures = found?.pictures && {
    squareImageUrl: url(found.pictures.square),
    rawImageUrl: url(found.pictures.raw),
    previewImageUrl: url(found.pictures.preview),
  };
  const texts = (found?.descriptions ?? []).map(({ localeCode, displayName, description }) => ({
    locale: localeCode.slice(0, 2),
    friendlyDisplayName: displayName ?? "",
    description: description ?? "",
  }));
  const itemRichData = {
    ...pictures,
    containsAlcohol: alcohol !== undefined,
    ...(alcohol === undefined ? {} : { alcoholPercentage: alcohol }),
    texts,
    allergenCodes: found?.allergenCodes ?? [],
  };
  return { itemRichData };
}

/** What items, combos and modifiers have in common. */
function entryBase(request: MenuRequest, item: Item) {
  const { site, profile, profileGiven } = request;
  const { venue, items } = site;
  const product = items.productOf(item);
  const group = venue.groups.find(({ id }) => id === item.groupId)?.name ?? "";
  const cents = profilePrice(item.cents, profile);
  const tax = taxOf(venue, group, profile);
  const amount = major(centsOf(taxed(cents, tax).tax));
  return {
    productName: item.name,
    productPrice: major(cents),
    color: product?.type === "SUB_ITEM" ? "grey" : "orange",
    ...(item.sku === "" ? {} : { sku: item.sku }),
    customItemNameEnabled: product?.customName ?? false,
    pricingStrategy: strategyOf(item),
    ...richData(request, item),
    defaultTaxAmount: amount,
    defaultTaxPercentage: tax.percent,
    taxIncludedInPrice: tax.included,
    conditionalTaxRules: !profileGiven && group === "Kitchen",
    taxes: [{ description: `VAT ${tax.percent}%`, amount, percentage: tax.percent }],
  };
}

const choiceOnTheWire = ({ sku, description, minimum, maximum, several }: Choice) => ({
  description,
  sku,
  mustSelectAnItem: (minimum ?? 0) > 0,
  multiSelectionPermitted: several,
  minimumSelection: minimum,
  maximumSelection: maximum,
});

function modifierGroups(request: MenuRequest, item: Item) {
  const { items, venue } = request.site;
  const keys = venue.card.options[item.sku]?.modifiers ?? [];
  return keys.flatMap((key) => {
    const group = venue.card.modifierGroups[key];
    if (!group) return [];
    const productModifiers = group.products.flatMap((sku) => {
      const product = items.bySku(sku);
      if (!product) return [];
      const base = entryBase(request, product);
      return [
        { "@type": "menuProductModifier", ...base, extraPrice: base.productPrice, productionInstructionList: [] },
      ];
    });
    return [{ ...choiceOnTheWire(group), productModifiers }];
  });
}

function menuItem(request: MenuRequest, item: Item, inDeal: boolean) {
  const { venue } = request.site;
  const keys = venue.card.options[item.sku]?.instructions ?? [];
  const groups = modifierGroups(request, item);
  return {
    "@type": "menuItem",
    ...entryBase(request, item),
    asSubItem: item.type === "SUB_ITEM" && !inDeal,
    productionInstructionList: venue.instructions.filter(({ key }) => keys.includes(key)).map(instructionsOnTheWire),
    ...(request.v2 ? { menuModifierGroups: groups } : {}),
  };
}

function menuDeal(request: MenuRequest, item: Item) {
  const { items, venue } = request.site;
  const menuDealGroups = (venue.card.deals[item.sku] ?? []).map((group) => ({
    ...choiceOnTheWire(group),
    items: group.items.flatMap(([sku, extra]) => {
      const choice = items.bySku(sku);
      return choice ? [{ ...menuItem(request, choice, true), extraPrice: extra }] : [];
    }),
  }));
  return { "@type": "menuDeal", ...entryBase(request, item), items: [], menuDealGroups };
}

function entries(request: MenuRequest, nodes: MenuNode[]): object[] {
  return nodes.flatMap((node) => {
    if (node.kind === "group") return [groupOnTheWire(request, node)];
    if (node.kind === "stray") {
      const fixed = {
        productPrice: 4.5,
        color: "grey",
        pricingStrategy: "PRICE_CANNOT_BE_CUSTOMIZED",
        asSubItem: false,
      };
      return [{ "@type": "menuItem", productName: node.sku, sku: node.sku, ...fixed, productionInstructionList: [] }];
    }
    const item = request.site.items.get(node.itemId);
    if (!item?.active) return [];
    return [item.type === "SEQUENCE" ? menuDeal(request, item) : menuItem(request, item, false)];
  });
}

function groupOnTheWire(
  request: MenuRequest,
  { id, name, color, nodes }: Extract<MenuNode, { kind: "group" }>,
): object {
  return { "@type": "group", id, name, color, menuEntry: entries(request, nodes) };
}

/** How many things for sale a screen shows, its sub-screens included. */
export const countNodes = (nodes: MenuNode[]): number =>
  sum(nodes.map((node) => (node.kind === "group" ? countNodes(node.nodes) : 1)));

/** The whole tree as the vendor answers it. */
export function menuOnTheWire(request: MenuRequest, menu: Menu): object {
  const { rich, site, profileGiven } = request;
  return {
    menuName: menu.name,
    richDataMissing: rich && site.behaviour.richDataMissing,
    ikentooMenuId: int64(menu.id),
    conditionalTaxRules: !profileGiven,
    menuEntryGroups: menu.screens.map((screen) => groupOnTheWire(request, screen)),
  };
}
