import type { Choice } from "../world/card";
import type { Item } from "../world/items";
import { wholeCents } from "../world/money";
import { uuidFrom } from "../world/random";
import { profilePrice } from "../world/reference";
import { discounts, type Profile, taxOf } from "../world/venue";
import type { Site } from "../world/world";
import type { CheckLine } from "./check";
import type { LineBody } from "./order-body";

/** Why the till refuses an order, in words for `reason`. */
export class Refused extends Error {}

export type Pricing = {
  site: Site;
  profile: Profile;
  at: number;
  /** Gives each line its number. */
  nextId: () => string;
};

function priceOf({ site, profile }: Pricing, item: Item, line: LineBody): number {
  if (line.customItemPrice === undefined) return profilePrice(item.cents, profile);
  if (item.priceMode === "AMOUNT") {
    if (site.behaviour.forbiddenCustomPrice === "ignore") return profilePrice(item.cents, profile);
    throw new Refused(`The price of item ${line.sku} cannot be customized`);
  }
  const cents = wholeCents(line.customItemPrice);
  if (cents === undefined) throw new Refused(`The price of item ${line.sku} has parts of a cent`);
  return item.priceMode === "NEGATIVE_OPEN_PRICE" ? -Math.abs(cents) : Math.abs(cents);
}

function nameOf(site: Site, item: Item, line: LineBody): string {
  return (site.items.productOf(item)?.customName ? line.customItemName : undefined) ?? item.name;
}

/** The discount of a line, in cents. An amount or a percentage of the caller's own needs a code set up for it. */
function discountOf(line: LineBody, fullCents: number) {
  const { discountCode: code, discountAmountOverride: amount, discountPercentOverride: percent } = line;
  if (code === undefined) {
    if (amount === undefined && percent === undefined) return undefined;
    throw new Refused(`Item ${line.sku} has a discount without a code`);
  }
  const plan = discounts.find((candidate) => candidate.code === code);
  if (!plan) throw new Refused(`Discount ${code} does not exist`);
  if (!plan.manual && (amount !== undefined || percent !== undefined)) {
    throw new Refused(`Discount ${code} is not a manual discount`);
  }
  const share = percent === undefined ? (plan.percent ?? 0) : Number(percent);
  const fixed = amount === undefined ? plan.cents : wholeCents(amount);
  const cents = fixed ? fixed : Math.round((fullCents * share) / 100);
  return { code, name: plan.name, cents: Math.min(Math.max(cents, 0), Math.max(fullCents, 0)) };
}

function instructionsOf({ venue }: Site, line: LineBody): CheckLine["modifiers"] {
  return line.modifiers.map(({ modifierId }) => {
    const found = venue.instructions.flatMap(({ instructions }) => instructions).find(({ id }) => id === modifierId);
    if (!found) throw new Refused(`Modifier ${modifierId} does not exist`);
    return { name: found.text, quantity: 1 };
  });
}

/** The groups to choose from under an item, with the SKUs that each offers. */
function choicesOf({ items, venue }: Site, item: Item): (Choice & { extras: Map<string, number | undefined> })[] {
  const { card } = venue;
  const deals = (card.deals[item.sku] ?? []).map((group) => ({
    ...group,
    extras: new Map<string, number | undefined>(group.items),
  }));
  const modifiers = (card.options[item.sku]?.modifiers ?? []).flatMap((key) => {
    const group = card.modifierGroups[key];
    return group ? [{ ...group, extras: new Map(group.products.map((sku) => [sku, undefined])) }] : [];
  });
  return [...deals, ...modifiers].filter(({ extras }) => [...extras.keys()].some((sku) => items.bySku(sku)));
}

/** A combo's group may stand between the combo and the choice as a level of its own, or be left out. */
function chosen(item: Item, line: LineBody, groupSkus: Set<string>): LineBody[] {
  return line.subItems.flatMap((sub) => (groupSkus.has(sub.sku) && sub.sku !== item.sku ? sub.subItems : [sub]));
}

function subLines(pricing: Pricing, item: Item, line: LineBody): CheckLine[] {
  const { site } = pricing;
  const choices = choicesOf(site, item);
  const subs = chosen(item, line, new Set(choices.map(({ sku }) => sku)));
  for (const { sku, description, minimum, maximum, extras } of choices) {
    const count = subs.filter((sub) => extras.has(sub.sku)).reduce((total, sub) => total + sub.quantity, 0);
    const wrong = count < (minimum ?? 0) || count > (maximum ?? Number.POSITIVE_INFINITY);
    if (wrong && site.behaviour.selectionRules === "enforce") {
      throw new Refused(`${description} (${sku}): ${count} chosen under item ${line.sku}`);
    }
  }
  return subs.map((sub) => {
    const offer = choices.find(({ extras }) => extras.has(sub.sku));
    if (!offer && choices.length > 0) throw new Refused(`Item ${sub.sku} cannot be chosen under item ${line.sku}`);
    const extra = offer?.extras.get(sub.sku);
    const inDeal = extra === undefined ? undefined : Math.round(extra * 100);
    return priceLine(pricing, { ...sub, quantity: sub.quantity * line.quantity }, { below: true, cents: inDeal });
  });
}

type Place = { below: boolean; cents?: number | undefined };

/** Inside a combo a choice costs its supplement only; a product modifier costs its price. */
export function priceLine(pricing: Pricing, line: LineBody, place: Place = { below: false }): CheckLine {
  const { site, profile, at, nextId } = pricing;
  const item = site.items.bySku(line.sku);
  if (!item) throw new Refused(`Item ${line.sku} is not sold at this location`);
  if (!place.below && item.type === "SUB_ITEM") throw new Refused(`Item ${line.sku} cannot be sold on its own`);
  if (line.quantity < 1) throw new Refused(`Item ${line.sku} has no quantity`);
  const unitCents = place.cents ?? priceOf(pricing, item, line);
  const discount = discountOf(line, unitCents * line.quantity);
  const group = site.venue.groups.find(({ id }) => id === item.groupId)?.name ?? "";
  const id = nextId();
  return {
    id,
    uuid: uuidFrom(`line ${id}`),
    sku: item.sku,
    name: nameOf(site, item, line),
    unitCents,
    costCents: item.costCents,
    quantity: line.quantity,
    discountCents: discount?.cents ?? 0,
    discountCode: discount?.code,
    discountName: discount?.name,
    modifiers: instructionsOf(site, line),
    group,
    tax: taxOf(site.venue, group, profile),
    course: line.course,
    at,
    subLines: subLines(pricing, item, line),
  };
}
