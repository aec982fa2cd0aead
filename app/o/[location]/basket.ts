import { randomBytes } from "node:crypto";
import type { ChoiceInput, GuestCart } from "@/lib/guest/guest-order-input";

export type BasketLine = GuestCart["lines"][number];

/** What a guest has chosen, kept in a cookie of the browser: SKUs and numbers, no price and nothing about the person. */
export type Basket = {
  /** Makes one order of however many tries to place this basket. */
  key: string;
  type: GuestCart["type"] | null;
  lines: BasketLine[];
  tipMinor: number;
  /** The last order that was placed from here. */
  orderId: string | null;
};

/** A cookie holds some 4 kB. */
const LONGEST = 3_600;
const MOST_LINES = 40;

export const newKey = (): string => randomBytes(18).toString("base64url");

export const emptyBasket = (): Basket => ({ key: newKey(), type: null, lines: [], tipMinor: 0, orderId: null });

export function encodeBasket(basket: Basket): string {
  return Buffer.from(JSON.stringify(basket)).toString("base64url");
}

/** Anything that is not a basket of ours is an empty one. What is in it is checked by the API. */
export function decodeBasket(text: string | undefined): Basket {
  try {
    const found = JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")) as Partial<Basket>;
    return {
      key: typeof found.key === "string" && /^[\w-]{24}$/.test(found.key) ? found.key : newKey(),
      type: found.type === "dine_in" || found.type === "takeaway" ? found.type : null,
      lines: Array.isArray(found.lines) ? found.lines.flatMap(toLine).slice(0, MOST_LINES) : [],
      tipMinor: Number.isSafeInteger(found.tipMinor) && Number(found.tipMinor) >= 0 ? Number(found.tipMinor) : 0,
      orderId: typeof found.orderId === "string" && /^[0-9a-f-]{36}$/.test(found.orderId) ? found.orderId : null,
    };
  } catch {
    return emptyBasket();
  }
}

function toLine(given: unknown): BasketLine[] {
  const line = given as Partial<BasketLine> | null;
  if (typeof line?.sku !== "string" || !Number.isSafeInteger(line.quantity)) return [];
  const quantity = Math.min(Math.max(Number(line.quantity), 1), 50);
  return [
    {
      sku: line.sku,
      quantity,
      ...(line.choices ? { choices: line.choices } : {}),
      ...(line.notes ? { notes: line.notes } : {}),
    },
  ];
}

/** Equal lines become one. Null: no more fits in. `at`: in place of that line. */
export function withLine(basket: Basket, line: BasketLine, at: number | null): Basket | null {
  const rest = basket.lines.filter((_, index) => index !== at);
  const same = rest.find((one) => wishOf(one) === wishOf(line));
  const lines = same
    ? rest.map((one) => (one === same ? { ...one, quantity: Math.min(one.quantity + line.quantity, 50) } : one))
    : [...rest, line];
  const next = { ...basket, lines, key: newKey() };
  return lines.length <= MOST_LINES && encodeBasket(next).length <= LONGEST ? next : null;
}

const wishOf = ({ sku, choices = [], notes = [] }: BasketLine) => JSON.stringify([sku, choices, notes]);

/** Nothing left of it: the line is gone. */
export function withQuantity(basket: Basket, at: number, quantity: number): Basket {
  const lines = basket.lines.flatMap((line, index) => {
    if (index !== at) return [line];
    return quantity > 0 ? [{ ...line, quantity: Math.min(quantity, 50) }] : [];
  });
  return { ...basket, lines, key: newKey(), tipMinor: lines.length > 0 ? basket.tipMinor : 0 };
}

export const encodeLine = (line: BasketLine): string => Buffer.from(JSON.stringify(line)).toString("base64url");

export function decodeLine(text: string | undefined): BasketLine | null {
  try {
    return toLine(JSON.parse(Buffer.from(text ?? "", "base64url").toString("utf8")))[0] ?? null;
  } catch {
    return null;
  }
}

const place = (path: readonly (string | number)[]) => path.map((part) => encodeURIComponent(part)).join("/");

/** The name of a field: of a group of choices or wishes under what was chosen on the way to it. */
export const fieldName = (kind: "c" | "n", path: readonly (string | number)[]): string => `${kind}.${place(path)}`;

/** What a form of choices holds; only what lies under something that was chosen counts. */
export function readChoices(
  form: FormData,
  path: readonly (string | number)[] = [],
): Pick<BasketLine, "choices" | "notes"> {
  const below = path.length > 0 ? `${place(path)}/` : "";
  const names = [...new Set(form.keys())];
  const numbers = (kind: "c" | "n") =>
    names
      .filter((name) => name.startsWith(`${kind}.${below}`))
      .map((name) => name.slice(kind.length + 1 + below.length))
      .filter((rest) => /^\d{1,3}$/.test(rest))
      .map(Number);
  const valuesOf = (name: string) =>
    form.getAll(name).filter((value): value is string => typeof value === "string" && value !== "");
  const choices = numbers("c").flatMap((group) =>
    valuesOf(fieldName("c", [...path, group])).map(
      (sku): ChoiceInput => ({ group, sku, ...readChoices(form, [...path, group, sku]) }),
    ),
  );
  const notes = numbers("n").flatMap((group) => valuesOf(fieldName("n", [...path, group])));
  return { ...(choices.length > 0 ? { choices } : {}), ...(notes.length > 0 ? { notes } : {}) };
}
