import type { MenuChange } from "@/db/schema";
import type { ChoiceGroup, MenuContent, MenuDeal, MenuEntry, MenuItem, MenuModifier } from "./menu-types";

type Sold = MenuItem | MenuDeal | MenuModifier;

/** What a guest or an order would notice of one product, each as a text that can be compared. */
export type ProductFacts = {
  sku: string | null;
  name: string;
  price: string | null;
  allergens: string | null;
  texts: string;
  options: string;
  tax: string;
  /** What it costs on top inside a choice; only of choices. */
  supplement: string | null;
};

/** What is different in `after`, in the order of the menu; what was removed comes last. */
export function diffMenus(before: MenuContent, after: MenuContent): MenuChange[] {
  return diffFacts(factsOf(before), factsOf(after));
}

export function diffFacts(
  before: ReadonlyMap<string, ProductFacts>,
  after: ReadonlyMap<string, ProductFacts>,
): MenuChange[] {
  const changes: MenuChange[] = [];
  for (const [key, now] of after) {
    const { sku, name } = now;
    const was = before.get(key);
    if (!was) {
      changes.push({ kind: "added", sku, name, before: null, after: now.supplement ?? now.price });
      continue;
    }
    for (const { kind, of, shown } of compared)
      if (was[of] !== now[of])
        changes.push({ kind, sku, name, before: shown ? was[of] : null, after: shown ? now[of] : null });
  }
  for (const [key, { sku, name, price, supplement }] of before)
    if (!after.has(key)) changes.push({ kind: "removed", sku, name, before: supplement ?? price, after: null });
  return changes;
}

const compared = [
  { kind: "name", of: "name", shown: true },
  { kind: "price", of: "price", shown: true },
  { kind: "supplement", of: "supplement", shown: true },
  { kind: "allergens", of: "allergens", shown: true },
  { kind: "tax", of: "tax", shown: true },
  { kind: "texts", of: "texts", shown: false },
  { kind: "options", of: "options", shown: false },
] as const;

/** Every product of the menu once, however often it stands there; choices by what they belong to. */
export function factsOf(content: MenuContent): Map<string, ProductFacts> {
  const facts = new Map<string, ProductFacts>();
  const add = (key: string, one: ProductFacts) => {
    // Two products that share a SKU are two; the same one on two screens is one.
    let free = key;
    for (let n = 2; facts.has(free) && !isSame(facts.get(free), one); n += 1) free = `${key} #${n}`;
    facts.set(free, one);
  };
  const addChoices = (owner: string, groups: ChoiceGroup<MenuItem | MenuModifier>[]) => {
    for (const group of groups)
      for (const choice of group.choices)
        add(`${owner} › ${group.sku ?? group.name} › ${keyOf(choice)}`, factsAbout(choice, choice.extraPriceMinor));
  };
  const visit = (entries: readonly MenuEntry[]) => {
    for (const entry of entries) {
      if (entry.kind === "screen") {
        visit(entry.entries);
        continue;
      }
      add(keyOf(entry), factsAbout(entry, null));
      addChoices(keyOf(entry), groupsOf(entry));
    }
  };
  visit(content.screens);
  return facts;
}

const keyOf = ({ sku, name }: Sold) => sku ?? `without SKU: ${name}`;

export const groupsOf = (entry: Sold): ChoiceGroup<MenuItem | MenuModifier>[] =>
  entry.kind === "item" ? entry.modifierGroups : entry.kind === "deal" ? entry.groups : [];

const isSame = (a: ProductFacts | undefined, b: ProductFacts) =>
  a !== undefined && a.name === b.name && a.price === b.price && a.options === b.options;

function factsAbout(entry: Sold, supplementMinor: number | null): ProductFacts {
  const { sku, name, priceMinor, rich, tax } = entry;
  const options = groupsOf(entry).map(({ sku: group, name: title, minimum, maximum, choices }) => [
    ...[group, title, minimum, maximum],
    choices.map(keyOf),
  ]);
  const notes = entry.kind === "deal" ? [] : entry.productionInstructions;
  const shownNotes = notes.map(({ name: title, instructions }) => [title, instructions.map(({ text }) => text)]);
  return {
    sku,
    name,
    price: priceMinor === null ? null : String(priceMinor),
    supplement: supplementMinor === null ? null : String(supplementMinor),
    allergens: rich?.allergenCodes?.join(", ") ?? null,
    tax: tax.percentage === null ? "" : `${tax.percentage}${tax.includedInPrice === false ? " on top" : ""}`,
    texts: JSON.stringify([rich?.texts ?? [], rich?.alcohol ?? null, rich?.pictures ?? null]),
    options: JSON.stringify([options, shownNotes, entry.kind === "item" && entry.asSubItem, entry.pricing]),
  };
}
