import Link from "next/link";
import { cache } from "react";
import { BrokenRows } from "@/components/lightspeed/menu/broken-rows";
import { EntryDetail } from "@/components/lightspeed/menu/entry-detail";
import { menuAddress } from "@/components/lightspeed/menu/menu-address";
import { MenuList } from "@/components/lightspeed/menu/menu-list";
import { MenuNotes } from "@/components/lightspeed/menu/menu-notes";
import { NoMenuYet } from "@/components/lightspeed/menu/no-menu-yet";
import { pictureUrl } from "@/components/lightspeed/menu/picture-url";
import { searchRows } from "@/components/lightspeed/menu/search-rows";
import { Card } from "@/components/ui/card";
import { can } from "@/lib/auth/roles";
import { formatCount } from "@/lib/format";
import { getCounts } from "@/lib/lightspeed/availability/get-availability";
import { contentOf } from "@/lib/lightspeed/menu/menu-contents";
import { getMenuEntry } from "@/lib/lightspeed/menu/menu-entry-view";
import { menuRowsOf, rowsOnScreen } from "@/lib/lightspeed/menu/menu-rows";
import { getMenuWords } from "@/lib/lightspeed/menu/menu-words";
import { services } from "@/lib/services";
import { forPanel } from "../../back-office-data";
import { overrideTextAction } from "./actions";
import type { MenuScene } from "./choose-menu";

/** As many rows come with the page; the rest follows. */
const FIRST = 100;

/** The tree of a menu: all of it, or one screen, with a search. */
export async function TreePart({ scene }: { scene: MenuScene }) {
  const { actor, menu, here, asked, place, ...times } = scene;
  const { country } = place.region;
  const stored = menu?.versionId ? await contentOf(services(), actor.merchantId, menu.versionId) : null;
  if (!menu?.versionId || !stored)
    return <NoMenuYet problem={menu?.problem ?? null} maySync={can(actor, "menus.sync")} />;
  const { words, counts } = await treeWordsOf(actor.merchantId, place.businessLocationId);
  const all = menuRowsOf(stored, words, country);
  const screen =
    asked.screen === undefined ? undefined : all.find(({ at, kind }) => at === asked.screen && kind === "screen");
  const rows = screen ? rowsOnScreen(all, screen.at) : all;
  const found = asked.q ? searchRows(rows, asked.q) : rows;
  const version = `version=${menu.versionId}&words=${words.stamp}&country=${country}`;
  const entry =
    asked.entry === undefined
      ? null
      : await getMenuEntry(services(), actor.merchantId, { versionId: menu.versionId, at: asked.entry, country });
  // A search that the server did, or one screen, is whole as it comes.
  const whole = screen !== undefined && rows.length <= 500;
  const initial = asked.q ? found.slice(0, 500) : whole ? rows : rows.slice(0, FIRST);
  return (
    <>
      <MenuNotes menu={menu} {...times} />
      {entry && (
        <Card
          id="entry"
          title={entry.name}
          actions={<Link href={menuAddress({ ...here, screen: asked.screen })}>Close</Link>}
        >
          <EntryDetail entry={entry} picture={entry.picture ? pictureUrl(version, entry.at, "large") : null} />
        </Card>
      )}
      <Card
        id="tree"
        flush
        title={screen ? screen.name : menu.name}
        description={
          screen ? (
            <Link href={menuAddress(here)} className="underline">
              Show the whole menu
            </Link>
          ) : (
            `${formatCount(stored.itemCount, "product")} with the prices of ${menu.profile ?? "the till"}, in ${stored.currency}.`
          )
        }
      >
        <MenuList
          key={`${menu.versionId} ${words.stamp} ${screen?.at ?? ""} ${asked.q ?? ""}`}
          initial={initial}
          total={asked.q ? initial.length : rows.length}
          rowsUrl={`/lightspeed/menus/rows?${version}${screen ? `&at=${screen.at}` : ""}`}
          question={asked.q ?? ""}
          label={`Products of ${menu.name}`}
          place={{ ...here, screen: screen?.at }}
          version={version}
          counts={counts}
          override={can(actor, "menus.edit") ? overrideTextAction : null}
        />
        <noscript>
          <ul className="px-4 py-3 text-sm sm:px-5">
            {all
              .filter(({ kind }) => kind === "screen")
              .map(({ at, name }) => (
                <li key={at}>
                  <a href={menuAddress({ ...here, screen: at })}>{name}</a>
                </li>
              ))}
          </ul>
        </noscript>
      </Card>
      {stored.broken.length > 0 && <BrokenRows rows={stored.broken} />}
    </>
  );
}

/** What stands beside the rows whichever menu it is, read once a request. Only what the till counts; a menu is shown without, where that cannot be read. */
export const treeWordsOf = cache(async (merchantId: string, placeId: string) => {
  const [words, counts] = await Promise.all([
    getMenuWords(services(), merchantId),
    forPanel("counts", () => getCounts(services(), merchantId, placeId)),
  ]);
  return { words, counts: counts ?? {} };
});
