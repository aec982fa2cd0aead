import { formatMoney } from "@/lib/format";
import type { StoredContent } from "./menu-contents";
import type { MenuEntry, MenuScreen } from "./menu-types";
import type { MenuWords } from "./menu-words";
import { allergenWords, resolveAllergens } from "./resolve-allergens";

/** One line of the list: a screen or something for sale. What is not there is left out, since there may be thousands. */
export type MenuRowView = {
  /** Where it stands in its version: the place on each screen, from the outermost. */
  at: string;
  kind: "screen" | "item" | "deal" | "modifier";
  depth: number;
  name: string;
  sku?: string;
  price?: string;
  /** Of a screen: how much is for sale on it and below. */
  count?: number;
  /** How many groups of choices and of kitchen notes. */
  choices?: number;
  notes?: number;
  /** Where anything is stated. */
  allergens?: string;
  picture?: true;
  /** Sold only as a part of something. */
  part?: true;
  /** In other languages, for searching. */
  also?: string;
};

/** The tree as a list, each screen followed by what is on it. */
export function toMenuRows({ content, currency }: StoredContent, words: MenuWords, country: string): MenuRowView[] {
  const rows: MenuRowView[] = [];
  const visit = (entries: readonly MenuEntry[], at: readonly number[]) => {
    entries.forEach((entry, place) => {
      const path = [...at, place];
      rows.push(toRow(entry, path, { currency, country }, words));
      if (entry.kind === "screen") visit(entry.entries, path);
    });
  };
  visit(content.screens, []);
  return rows;
}

type Money = { currency: string; country: string };

function toRow(entry: MenuEntry, path: readonly number[], { currency, country }: Money, words: MenuWords): MenuRowView {
  const at = path.join(".");
  const depth = path.length - 1;
  if (entry.kind === "screen") return { at, kind: "screen", depth, name: entry.name, count: countSold(entry) };
  const { sku, priceMinor, rich } = entry;
  const allergens = resolveAllergens(rich?.allergenCodes ?? null, words.allergens);
  const choices = entry.kind === "item" ? entry.modifierGroups : entry.kind === "deal" ? entry.groups : [];
  const notes = entry.kind === "deal" ? [] : entry.productionInstructions;
  const name = (sku === null ? undefined : words.names.get(sku)) ?? entry.name;
  const also = [entry.name, ...(rich?.texts ?? []).map((text) => text.name ?? "")].filter((one) => one && one !== name);
  return {
    ...{ at, kind: entry.kind, depth, name },
    ...(sku === null ? {} : { sku }),
    ...(priceMinor === null ? {} : { price: formatMoney(priceMinor, currency, { country }) }),
    ...(choices.length > 0 ? { choices: choices.length } : {}),
    ...(notes.length > 0 ? { notes: notes.length } : {}),
    ...(allergens.stated || allergens.diets.length > 0 ? { allergens: allergenWords(allergens) } : {}),
    ...(rich?.pictures ? { picture: true as const } : {}),
    ...(entry.kind === "item" && entry.asSubItem ? { part: true as const } : {}),
    ...(also.length > 0 ? { also: also.join(" ") } : {}),
  };
}

const countSold = ({ entries }: MenuScreen): number =>
  entries.reduce((sum, entry) => sum + (entry.kind === "screen" ? countSold(entry) : 1), 0);

/** What stands at a place of a version. */
export function entryAt(screens: readonly MenuScreen[], at: string): MenuEntry | null {
  let entries: readonly MenuEntry[] = screens;
  let found: MenuEntry | null = null;
  for (const part of at.split(".")) {
    found = entries[Number(part)] ?? null;
    entries = found?.kind === "screen" ? found.entries : [];
  }
  return found;
}

const made = new WeakMap<StoredContent, { stamp: string; rows: MenuRowView[] }>();

/** As `toMenuRows`, made once per version and decision of the merchant's. */
export function menuRowsOf(stored: StoredContent, words: MenuWords, country: string): MenuRowView[] {
  const known = made.get(stored);
  const stamp = `${words.stamp} ${country}`;
  if (known?.stamp === stamp) return known.rows;
  const rows = toMenuRows(stored, words, country);
  made.set(stored, { stamp, rows });
  return rows;
}

/** Only what stands on one screen and below, that screen itself included. */
export function rowsOnScreen(rows: readonly MenuRowView[], at: string): MenuRowView[] {
  return rows.filter((row) => row.at === at || row.at.startsWith(`${at}.`));
}
