import type { OrderSubItem } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { type FoundMenuItem, findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import type { ChoiceGroup, InstructionGroup, MenuItem, MenuModifier } from "@/lib/lightspeed/menu/menu-types";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, VerdictReason } from "./pre-flight";

type Choice = MenuItem | MenuModifier;
type Found = Omit<VerdictReason, "line">;
type Money = { currency: string; country: string };

/** Longer ones the vendor refuses in an order, although an item may have them. */
const MAX_SKU = 25;

/** Each line against the menu that its order profile sells from: on sale, at this price, with choices that the till takes. */
export async function checkLines(services: Services, { draft, profile, country }: CartContext): Promise<Finding> {
  const { merchantId, locationId, lines, currency } = draft;
  const skus = lines.map(({ sku }) => sku);
  const menu = await findMenuItems(services, merchantId, { locationId, profile, skus });
  if (!menu?.known)
    return {
      reasons: [],
      proofs: [
        { about: "menu", at: null, message: "The menu has not been read yet: the till prices this order unseen." },
      ],
    };
  const reasons = lines.flatMap((line, index) => {
    const found = menu.items.get(line.sku);
    const about = found ? checkLine(line, found, { currency, country }) : [notOnMenu(line)];
    return about.map((reason) => ({ ...reason, line: index }));
  });
  const readAt = [...menu.items.values()].map((item) => item.readAt).sort()[0] ?? null;
  return { reasons, proofs: [{ about: "menu", at: readAt, message: "Held against the menu in Lightspeed." }] };
}

const notOnMenu = ({ name, sku }: OrderSubItem): Found => ({
  code: "not_on_menu",
  message: `${name} (${sku}) is on no menu of this location.`,
  remedy: "Take it out of the cart, or put it back on the menu in Lightspeed.",
});

export function checkLine(line: OrderSubItem, { entry }: Pick<FoundMenuItem, "entry">, money: Money): Found[] {
  const alone = entry.kind !== "item" || !entry.asSubItem;
  return [
    !alone && {
      code: "not_sold_alone",
      message: `${line.name} is only sold as a part of something else.`,
      remedy: "Choose it under the item that it belongs to.",
    },
    ...checkItem(line, entry, entry.priceMinor, money),
  ].filter((found) => found !== false);
}

type Entry = FoundMenuItem["entry"];

function checkItem(item: OrderSubItem, entry: Entry, priceMinor: number | null, money: Money): Found[] {
  return [
    item.sku.length > MAX_SKU && {
      code: "sku_too_long",
      message: `The SKU ${item.sku} has more than ${MAX_SKU} characters.`,
      remedy: "Give the item a shorter SKU in the Lightspeed Back Office.",
    },
    priceMinor !== null &&
      priceMinor !== item.unitPriceMinor && {
        code: "price_changed",
        message: `${item.name} costs ${formatMoney(priceMinor, money.currency, money)} on the till, not ${formatMoney(item.unitPriceMinor, money.currency, money)}.`,
        remedy: "Load the menu again and show the guest the new price.",
      },
    priceMinor === null &&
      entry.pricing !== "fixed" && {
        code: "open_price",
        message: `${item.name} has no price of its own on the till.`,
        remedy: "Give it a fixed price in the Lightspeed Back Office, or sell it at the till.",
      },
    isAdded(entry) && {
      code: "tax_added",
      message: `Lightspeed adds tax on top of the price of ${item.name}, so the check would come to more than the guest paid.`,
      remedy: "Set the price to include tax in the Lightspeed Back Office, or sell it at the till.",
    },
    ...checkChoices(item, entry, money),
    ...checkInstructions(item, "productionInstructions" in entry ? entry.productionInstructions : []),
  ].filter((found) => found !== false);
}

const isAdded = ({ tax }: Entry) =>
  tax.includedInPrice === false && (Number(tax.percentage ?? 0) > 0 || (tax.amountMinor ?? 0) > 0);

/** Inside a combo a choice costs its supplement only; a modifier costs its price where it has no supplement. */
const extraOf = ({ kind, extraPriceMinor, priceMinor }: Choice): number =>
  extraPriceMinor ?? (kind === "modifier" ? (priceMinor ?? 0) : 0);

function checkChoices(item: OrderSubItem, entry: Entry, money: Money): Found[] {
  const groups: ChoiceGroup<Choice>[] =
    entry.kind === "deal" ? entry.groups : entry.kind === "item" ? entry.modifierGroups : [];
  if (groups.length === 0) return [];
  const own = new Set(groups.flatMap(({ sku }) => sku ?? []));
  // A combo's group may stand between the combo and the choice.
  const chosen = item.subItems.flatMap((sub) => (own.has(sub.sku) && sub.subItems.length > 0 ? sub.subItems : [sub]));
  return [
    ...groups.flatMap((group) => checkCount(item, group, chosen)),
    ...chosen.flatMap((sub) => {
      const choice = groups.flatMap(({ choices }) => choices).find(({ sku }) => sku === sub.sku);
      if (choice) return checkItem(sub, choice, extraOf(choice), money);
      return [
        {
          code: "not_a_choice",
          message: `${sub.name} (${sub.sku}) cannot be chosen with ${item.name}.`,
          remedy: "Choose from what the menu offers with it.",
        },
      ];
    }),
  ];
}

function checkCount(item: OrderSubItem, group: ChoiceGroup<Choice>, chosen: readonly OrderSubItem[]): Found[] {
  const { minimum, maximum, choices, name } = group;
  const count = chosen
    .filter(({ sku }) => choices.some((choice) => choice.sku === sku))
    .reduce((sum, { quantity }) => sum + quantity, 0);
  if (count < minimum)
    return [
      {
        code: "choice_missing",
        message: `${item.name}: “${name}” needs at least ${minimum}, and ${count} ${count === 1 ? "is" : "are"} chosen.`,
        remedy: "Let the guest choose.",
      },
    ];
  if (maximum === null || count <= maximum) return [];
  return [
    {
      code: "too_many_choices",
      message: `${item.name}: “${name}” takes at most ${maximum}, and ${count} are chosen.`,
      remedy: "Take some away.",
    },
  ];
}

function checkInstructions(item: OrderSubItem, groups: readonly InstructionGroup[]): Found[] {
  const given = item.modifiers.map(({ modifierId }) => modifierId);
  return groups
    .filter(({ several, instructions }) => !several && instructions.filter(({ id }) => given.includes(id)).length > 1)
    .map(({ name }) => ({
      code: "instructions_exclusive",
      message: `${item.name}: only one note of “${name}” can be given.`,
      remedy: "Keep one of them.",
    }));
}
