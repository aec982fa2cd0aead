import type {
  BrokenRow as BrokenEntry,
  MenuDeal as DealOnTheWire,
  MenuEntry as EntryOnTheWire,
  MenuItem as ItemOnTheWire,
  Menu as MenuOnTheWire,
  MenuGroup as ScreenOnTheWire,
} from "@/lib/k-series";
import type {
  BrokenRow,
  ChoiceGroup,
  InstructionGroup,
  MenuContent,
  MenuDeal,
  MenuEntry,
  MenuItem,
  MenuModifier,
  MenuScreen,
} from "./menu-types";
import { label, toProduct } from "./to-menu-product";

/** Deeper screens than a till can show: taken for a mistake. */
const DEEPEST = 24;

type Way = { names: readonly string[]; ids: readonly string[] };
type Notes = { broken: BrokenRow[]; itemCount: number };
export type ReadMenu = { content: MenuContent; broken: BrokenRow[]; itemCount: number };

/** The vendor's tree in our form. What cannot be taken over is listed with the reason, and the rest is not affected. */
export function toMenuContent(menu: MenuOnTheWire): ReadMenu {
  const notes: Notes = { broken: [], itemCount: 0 };
  const screens = (menu.groups ?? []).flatMap((group) => toScreen(group, { names: [], ids: [] }, notes));
  const content = {
    name: label(menu.name) || "Menu without a name",
    conditionalTaxRules: menu.conditionalTaxRules ?? false,
    screens,
  };
  return { content, ...notes };
}

function note({ broken }: Notes, { names }: Way, row: Omit<BrokenRow, "where">): [] {
  broken.push({ where: names.join(" › ") || "Menu", ...row });
  return [];
}

const isBroken = (entry: { type?: unknown }): entry is BrokenEntry => entry.type === "broken";

function noteBroken(notes: Notes, way: Way, { name, sku, reason }: BrokenEntry): [] {
  return note(notes, way, { name, sku, reason: `Lightspeed sent it in a form that cannot be read: ${reason}.` });
}

function toScreen(group: ScreenOnTheWire | BrokenEntry, way: Way, notes: Notes): MenuScreen[] {
  if (isBroken(group)) return noteBroken(notes, way, group);
  const id = group.id ?? null;
  const name = label(group.name) || "Screen without a name";
  const refuse = (reason: string) => note(notes, way, { name, sku: null, reason });
  if (id !== null && way.ids.includes(id)) return refuse("This screen contains itself, so it is shown once only.");
  if (way.names.length >= DEEPEST) return refuse(`This screen lies more than ${DEEPEST} screens deep.`);
  const inner = { names: [...way.names, name], ids: id === null ? way.ids : [...way.ids, id] };
  const entries = (group.entries ?? []).flatMap((entry) => toEntry(entry, inner, notes));
  return [{ kind: "screen", id, name, color: group.color ?? null, entries }];
}

function toEntry(entry: EntryOnTheWire, way: Way, notes: Notes): MenuEntry[] {
  switch (entry.type) {
    case "group":
      return toScreen(entry, way, notes);
    case "broken":
      return noteBroken(notes, way, entry);
    case "unknown":
      return note(notes, way, {
        ...{ name: null, sku: null },
        reason: `Lightspeed calls it “${label(entry.vendorType)}”, which Upvendo does not know yet.`,
      });
    default: {
      notes.itemCount += 1;
      if (entry.type === "menuItem") return [toItem(entry, way, notes, false)];
      if (entry.type === "menuDeal") return [toDeal(entry, way, notes)];
      return [toModifier(entry)];
    }
  }
}

type LooseItem = Omit<ItemOnTheWire, "type">;

function toItem(item: LooseItem, way: Way, notes: Notes, inDeal: boolean): MenuItem {
  const product = toProduct(item);
  const inner = { ...way, names: [...way.names, product.name] };
  return {
    kind: "item",
    ...product,
    asSubItem: !inDeal && (item.asSubItem ?? false),
    extraPriceMinor: inDeal ? (item.extraPriceMinor ?? null) : null,
    modifierGroups: toGroups(item.modifierGroups, inner, notes, ({ productModifiers }, at) =>
      (productModifiers ?? []).flatMap((one) => (isBroken(one) ? noteBroken(notes, at, one) : [toModifier(one)])),
    ),
    productionInstructions: toInstructions(item.productionInstructions),
  };
}

function toModifier(modifier: Omit<ItemOnTheWire, "type" | "asSubItem" | "modifierGroups">): MenuModifier {
  return {
    kind: "modifier",
    ...toProduct(modifier),
    extraPriceMinor: modifier.extraPriceMinor ?? null,
    productionInstructions: toInstructions(modifier.productionInstructions),
  };
}

function toDeal(deal: DealOnTheWire, way: Way, notes: Notes): MenuDeal {
  const product = toProduct(deal);
  const inner = { ...way, names: [...way.names, product.name] };
  const items = (list: DealOnTheWire["items"], at: Way): MenuItem[] =>
    (list ?? []).flatMap((one) => (isBroken(one) ? noteBroken(notes, at, one) : [toItem(one, at, notes, true)]));
  return {
    kind: "deal",
    ...product,
    items: items(deal.items, inner),
    groups: toGroups(deal.dealGroups, inner, notes, (group, at) => items(group.items, at)),
  };
}

type LooseGroup = {
  sku?: string | null;
  description?: string | null;
  mustSelectAnItem?: boolean | null;
  multiSelectionPermitted?: boolean | null;
  minimumSelection?: number | null;
  maximumSelection?: number | null;
};

function toGroups<G extends LooseGroup, T>(
  groups: readonly (G | BrokenEntry)[] | null | undefined,
  way: Way,
  notes: Notes,
  choicesOf: (group: G, way: Way) => T[],
): ChoiceGroup<T>[] {
  return (groups ?? []).flatMap((group) => {
    if ("type" in group && isBroken(group)) return noteBroken(notes, way, group);
    const named = group as G;
    const name = label(named.description) || "Choice without a name";
    const choices = choicesOf(named, { ...way, names: [...way.names, name] });
    return [{ sku: named.sku ?? null, name, ...bounds(named), choices }];
  });
}

/** Stated bounds count; where none is stated the two older flags say what they would have said. */
function bounds(group: LooseGroup): { minimum: number; maximum: number | null } {
  const minimum = Math.max(0, group.minimumSelection ?? (group.mustSelectAnItem ? 1 : 0));
  const maximum = group.maximumSelection ?? (group.multiSelectionPermitted === false ? 1 : null);
  return { minimum, maximum: maximum === null ? null : Math.max(maximum, minimum) };
}

function toInstructions(groups: ItemOnTheWire["productionInstructions"]): InstructionGroup[] {
  return (groups ?? []).map(({ id, name, multiSelectionPermitted, instructions }) => ({
    id,
    name: label(name),
    several: multiSelectionPermitted ?? true,
    instructions: (instructions ?? []).map((one) => ({ id: one.id, text: label(one.text) })),
  }));
}
