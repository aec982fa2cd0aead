import { withTenant } from "@/db/client";
import { listVersions } from "@/db/queries/menus";
import type { MenuChange } from "@/db/schema";
import { formatMoney } from "@/lib/format";
import type { Services } from "@/lib/services";
import { getMenuWords, type MenuWords } from "./menu-words";
import { allergenWords, resolveAllergens } from "./resolve-allergens";

export type ChangeView = {
  kind: MenuChange["kind"];
  name: string;
  sku: string | null;
  before: string | null;
  after: string | null;
};

/** What was different when a version came, newest first; the first version of a menu has nothing to compare with. */
export type VersionView = {
  id: string;
  at: string;
  first: boolean;
  itemCount: number;
  changeCount: number;
  changes: ChangeView[];
};

const SHOWN = 20;
const CHANGES_SHOWN = 200;

export async function getMenuHistory(
  services: Pick<Services, "db">,
  merchantId: string,
  { country, ...menu }: { placeId: string; menuId: string; profile: string | null; country: string },
): Promise<VersionView[]> {
  const name = { ...menu, profile: menu.profile ?? "" };
  const rows = await withTenant(services.db, merchantId, (tx) => listVersions(tx, name, SHOWN + 1));
  const words = await getMenuWords(services, merchantId);
  return rows.slice(0, SHOWN).map((row, place) => ({
    id: row.id,
    at: row.createdAt.toISOString(),
    first: place === rows.length - 1 && rows.length <= SHOWN,
    itemCount: row.itemCount,
    changeCount: row.changeCount,
    changes: row.changes
      .slice(0, CHANGES_SHOWN)
      .map((change) => toChangeView(change, { currency: row.currency, country }, words)),
  }));
}

export function toChangeView(
  { kind, name, sku, before, after }: MenuChange,
  { currency, country }: { currency: string; country: string },
  words: MenuWords,
): ChangeView {
  const show = (text: string | null) => {
    if (kind === "allergens") return allergenWords(resolveAllergens(text?.split(", ") ?? null, words.allergens));
    if (text === null) return null;
    const isMoney = kind === "price" || kind === "supplement" || kind === "added" || kind === "removed";
    return isMoney ? formatMoney(Number(text), currency, { country }) : text;
  };
  return { kind, name, sku, before: show(before), after: show(after) };
}
