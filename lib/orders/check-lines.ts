import type { OrderSubItem } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import { within } from "@/lib/lightspeed/connection/time-limit";
import { type FoundMenuItem, findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import { readProductionInstructions } from "@/lib/lightspeed/menu/menu-parts";
import type { ChoiceGroup, InstructionGroup, MenuItem, MenuModifier } from "@/lib/lightspeed/menu/menu-types";
import type { Services } from "@/lib/services";
import type { CartContext, Finding, VerdictReason } from "./pre-flight";

type Choice = MenuItem | MenuModifier;
type Found = Omit<VerdictReason, "line">;
type Entry = FoundMenuItem["entry"];
/** What lines are held against. */
export type Card = {
  currency: string;
  country: string;
  /** What stands on the menu by itself. */
  find: (sku: string) => Pick<FoundMenuItem, "entry" | "part"> | undefined;
  /** All notes for the kitchen that the location has; null: nobody could say. */
  instructions: readonly InstructionGroup[] | null;
};

/** Longer ones the vendor refuses in an order, although an item may have them. */
const MAX_SKU = 25;

/** Each line against the menu that its order profile sells from: on sale, at this price, with choices that the till takes. */
export async function checkLines(services: Services, context: CartContext): Promise<Finding> {
  const { draft, profile, country } = context;
  const { merchantId, locationId, lines, currency } = draft;
  const skus = lines.flatMap(skusOf);
  const [menu, instructions] = await Promise.all([
    findMenuItems(services, merchantId, { locationId, profile, skus }),
    readInstructions(services, context),
  ]);
  if (!menu?.known)
    return {
      reasons: [],
      proofs: [
        { about: "menu", at: null, message: "The menu has not been read yet: the till prices this order unseen." },
      ],
    };
  const card: Card = { currency, country, instructions, find: (sku) => menu.items.get(sku) };
  const reasons = lines.flatMap((line, index) => {
    const found = menu.items.get(line.sku);
    const about = found ? checkLine(line, found, card) : [notOnMenu(line)];
    return about.map((reason) => ({ ...reason, line: index }));
  });
  const readAt = [...menu.items.values()].map((item) => item.readAt).sort()[0] ?? null;
  return { reasons, proofs: [{ about: "menu", at: readAt, message: "Held against the menu in Lightspeed." }] };
}

const skusOf = (item: OrderSubItem): string[] => [item.sku, ...item.subItems.flatMap(skusOf)];
const hasNotes = (item: OrderSubItem): boolean => item.modifiers.length > 0 || item.subItems.some(hasNotes);

async function readInstructions(services: Services, context: CartContext): Promise<Card["instructions"]> {
  const { draft, businessLocationId: placeId, connected, questionMs } = context;
  if (!connected || !draft.lines.some(hasNotes)) return null;
  const read = readProductionInstructions(services, draft.merchantId, { placeId });
  return (await within(questionMs, read, () => null))?.data ?? null;
}

const notOnMenu = ({ name, sku }: OrderSubItem): Found => ({
  code: "not_on_menu",
  message: `${name} (${sku}) is on no menu of this location.`,
  remedy: "Take it out of the cart, or put it back on the menu in Lightspeed.",
});

export function checkLine(line: OrderSubItem, { entry }: Pick<FoundMenuItem, "entry">, card: Card): Found[] {
  const alone = entry.kind !== "item" || !entry.asSubItem;
  return [
    !alone && {
      code: "not_sold_alone",
      message: `${line.name} is only sold as a part of something else.`,
      remedy: "Choose it under the item that it belongs to.",
    },
    ...checkItem(line, entry, entry.priceMinor, card),
  ].filter((found) => found !== false);
}

function checkItem(item: OrderSubItem, entry: Entry, priceMinor: number | null, card: Card): Found[] {
  return [
    item.sku.length > MAX_SKU && {
      code: "sku_too_long",
      message: `The SKU ${item.sku} has more than ${MAX_SKU} characters.`,
      remedy: "Give the item a shorter SKU in the Lightspeed Back Office.",
    },
    priceMinor !== null &&
      priceMinor !== item.unitPriceMinor && {
        code: "price_changed",
        message: `${item.name} costs ${formatMoney(priceMinor, card.currency, card)} on the till, not ${formatMoney(item.unitPriceMinor, card.currency, card)}.`,
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
    ...checkChoices(item, entry, card),
    ...checkInstructions(item, "productionInstructions" in entry ? entry.productionInstructions : [], card),
  ].filter((found) => found !== false);
}

const isAdded = ({ tax }: Entry) =>
  tax.includedInPrice === false && (Number(tax.percentage ?? 0) > 0 || (tax.amountMinor ?? 0) > 0);

/** Inside a combo a choice costs its supplement only; a modifier costs its price where it has no supplement. */
const extraOf = ({ kind, extraPriceMinor, priceMinor }: Choice): number =>
  extraPriceMinor ?? (kind === "modifier" ? (priceMinor ?? 0) : 0);

function checkChoices(item: OrderSubItem, entry: Entry, card: Card): Found[] {
  const groups: ChoiceGroup<Choice>[] =
    entry.kind === "deal" ? entry.groups : entry.kind === "item" ? entry.modifierGroups : [];
  if (groups.length === 0) return item.subItems.flatMap((sub) => checkSubItem(sub, item, card));
  const own = new Set(groups.flatMap(({ sku }) => sku ?? []));
  // A combo's group may stand between the combo and the choice.
  const chosen = item.subItems.flatMap((sub) => (own.has(sub.sku) && sub.subItems.length > 0 ? sub.subItems : [sub]));
  return [
    ...groups.flatMap((group) => checkCount(item, group, chosen)),
    ...chosen.flatMap((sub) => {
      const choice = groups.flatMap(({ choices }) => choices).find(({ sku }) => sku === sub.sku);
      return choice ? checkItem(sub, choice, extraOf(choice), card) : [notAChoice(sub, item)];
    }),
  ];
}

const notAChoice = (sub: OrderSubItem, item: OrderSubItem): Found => ({
  code: "not_a_choice",
  message: `${sub.name} (${sub.sku}) cannot be chosen with ${item.name}.`,
  remedy: "Choose from what the menu offers with it.",
});

/** Under an item that offers nothing to choose from only what is made to be a part of something can stand, at its own price. */
function checkSubItem(sub: OrderSubItem, item: OrderSubItem, card: Card): Found[] {
  const found = card.find(sub.sku);
  if (!found) return [notOnMenu(sub)];
  return found.part ? checkItem(sub, found.part, found.part.priceMinor, card) : [notAChoice(sub, item)];
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

function checkInstructions(item: OrderSubItem, own: readonly InstructionGroup[], card: Card): Found[] {
  const groups = [...own, ...(card.instructions ?? []).filter(({ id }) => own.every((group) => group.id !== id))];
  const given = item.modifiers.map(({ modifierId }) => modifierId);
  const known = new Set(groups.flatMap(({ instructions }) => instructions.map(({ id }) => id)));
  const unknown = card.instructions === null ? [] : item.modifiers.filter(({ modifierId }) => !known.has(modifierId));
  return [
    ...unknown.map(({ name }) => ({
      code: "instruction_unknown",
      message: `${item.name}: the till has no note “${name}” for the kitchen.`,
      remedy: "Load the menu again and choose from the notes that it offers.",
    })),
    ...groups
      .filter(({ several, instructions }) => !several && instructions.filter(({ id }) => given.includes(id)).length > 1)
      .map(({ name }) => ({
        code: "instructions_exclusive",
        message: `${item.name}: only one note of “${name}” can be given.`,
        remedy: "Keep one of them.",
      })),
  ];
}
