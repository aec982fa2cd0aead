import type { SubItemInput } from "@/lib/orders/order-input";
import type { GuestGroup, GuestItem, GuestNotes } from "./guest-menu-types";
import type { ChoiceInput, GuestCart } from "./guest-order-input";
import type { GuestReason } from "./guest-reasons";

export type PricedGuestLine = SubItemInput & { unitPrice: number };
export type PricedGuestCart = { lines: PricedGuestLine[]; reasons: GuestReason[] };

type Context = { line: number; name: string; reasons: GuestReason[]; used: Map<string, number> };

/** The cart with our own names and prices, and everything in it that cannot be had like this. */
export function priceGuestCart(items: ReadonlyMap<string, GuestItem>, cart: Pick<GuestCart, "lines">): PricedGuestCart {
  const reasons: GuestReason[] = [];
  const used = new Map<string, number>();
  const lines = cart.lines.flatMap(({ sku, quantity, choices, notes }, line): PricedGuestLine[] => {
    const item = items.get(sku);
    if (!item) {
      const message = "Something in your basket is not on the menu any more.";
      reasons.push({ code: "gone", message, remedy: "Remove it and choose something else.", line });
      return [];
    }
    const context = { line, name: item.name, reasons, used };
    count(context, item, quantity);
    return [
      {
        ...{ sku, name: item.name, quantity, unitPrice: item.priceMinor },
        modifiers: toModifiers(context, item.notes, notes),
        subItems: toSubItems(context, item.groups, choices ?? [], quantity),
      },
    ];
  });
  return { lines, reasons };
}

/** Over all lines together: two baskets of one guest are one guest. */
function count(
  { line, reasons, used }: Context,
  { sku, name, left }: Pick<GuestItem, "sku" | "name" | "left">,
  quantity: number,
) {
  const wanted = (used.get(sku) ?? 0) + quantity;
  used.set(sku, wanted);
  if (left === null || wanted <= left) return;
  reasons.push(
    left === 0
      ? { code: "sold_out", message: `${name} is sold out.`, remedy: "Choose something else.", line }
      : { code: "too_few_left", message: `Only ${left} of ${name} left.`, remedy: "Take fewer.", line },
  );
}

function toSubItems(
  context: Context,
  groups: readonly GuestGroup[],
  chosen: readonly ChoiceInput[],
  quantity: number,
): SubItemInput[] {
  const { reasons, line, name } = context;
  for (const group of groups) {
    const number = chosen.filter((one) => one.group === group.group).length;
    if (number < group.minimum)
      reasons.push({
        code: "choice_missing",
        message: `${name}: ${group.name}.`,
        remedy: `Choose ${group.maximum === group.minimum ? "" : "at least "}${group.minimum}.`,
        line,
      });
    if (group.maximum !== null && number > group.maximum)
      reasons.push({
        code: "too_many_choices",
        message: `${name}: ${group.name}.`,
        remedy: `Choose at most ${group.maximum}.`,
        line,
      });
  }
  const seen = new Set<string>();
  return chosen.flatMap((one): SubItemInput[] => {
    const choice = groups.find(({ group }) => group === one.group)?.choices.find(({ sku }) => sku === one.sku);
    const place = `${one.group} ${one.sku}`;
    if (!choice || seen.has(place)) {
      reasons.push({
        code: "choice_gone",
        message: `A choice for ${name} is not offered any more.`,
        remedy: "Remove it and choose again.",
        line,
      });
      return [];
    }
    seen.add(place);
    count(context, choice, quantity);
    return [
      {
        ...{ sku: choice.sku, name: choice.name, quantity: 1, unitPrice: choice.extraMinor },
        modifiers: toModifiers(context, choice.notes, one.notes),
        subItems: toSubItems(context, choice.groups, one.choices ?? [], quantity),
      },
    ];
  });
}

function toModifiers({ reasons, line, name }: Context, offered: readonly GuestNotes[], wanted: readonly string[] = []) {
  const gone = wanted.some((id) => !offered.some(({ notes }) => notes.some((note) => note.id === id)));
  const twice = offered.some(
    ({ several, notes }) => !several && notes.filter(({ id }) => wanted.includes(id)).length > 1,
  );
  if (gone || twice)
    reasons.push({
      code: "note_gone",
      message: `A wish for ${name} cannot be passed on like this.`,
      remedy: "Remove it and choose again.",
      line,
    });
  return offered.flatMap(({ notes }) =>
    notes.filter(({ id }) => wanted.includes(id)).map(({ id, text }) => ({ id, name: text.slice(0, 120) || id })),
  );
}
