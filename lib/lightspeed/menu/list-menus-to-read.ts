import { withTenant } from "@/db/client";
import { markProfilesGone, storeMenuList } from "@/db/queries/menus";
import type { MenuPair } from "@/db/schema";
import type { KSeriesClient } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { storableText } from "@/lib/storable-text";
import { label } from "./to-menu-product";

export type ListQuestion = {
  merchantId: string;
  placeId: string;
  /** Only these order profiles; null: all of them. */
  profiles: readonly string[] | null;
};

/** Asks the vendor which menus and order profiles there are, notes what came and went, and says what is to be read. */
export async function listMenusToRead(
  { db }: Pick<Services, "db">,
  client: KSeriesClient,
  { merchantId, placeId, profiles }: ListQuestion,
): Promise<MenuPair[]> {
  const query = { businessLocationId: placeId };
  const [listed, known] = await Promise.all([client.menus.list({ query }), client.accountProfiles.list({ query })]);
  const codes = [...new Set(known.map(({ code }) => storableText(code)))];
  // Without any order profile there is still the till's own price list.
  const every = codes.length > 0 ? codes : [""];
  const wanted = profiles?.some((code) => every.includes(code))
    ? every.filter((code) => profiles.includes(code))
    : every;
  const menus = [...new Map(listed.map((menu) => [menu.id, menu])).values()];
  const pairsOf = (list: readonly string[]): MenuPair[] =>
    menus.flatMap(({ id, name }, position) =>
      list.map((profile) => ({
        menuId: id,
        name: storableText(label(name)) || "Menu without a name",
        position,
        profile,
      })),
    );
  await withTenant(db, merchantId, async (tx) => {
    await storeMenuList(
      tx,
      placeId,
      pairsOf(every),
      menus.map(({ id }) => id),
    );
    await markProfilesGone(tx, placeId, every);
  });
  return pairsOf(wanted);
}
