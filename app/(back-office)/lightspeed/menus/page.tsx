import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { menuAddress, menuParts, partLabels, readMenuPlace } from "@/components/lightspeed/menu/menu-address";
import { MenuPicker } from "@/components/lightspeed/menu/menu-picker";
import { SyncCard } from "@/components/lightspeed/menu/sync-card";
import { NoPlace } from "@/components/lightspeed/no-place";
import { PlacePicker } from "@/components/lightspeed/place-picker";
import { LiveRefresh } from "@/components/live/live-refresh";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { listMenus } from "@/lib/lightspeed/menu/get-menu";
import { getSyncView } from "@/lib/lightspeed/menu/sync-view";
import { services } from "@/lib/services";
import { placeChoiceOf } from "../linked-places";
import { syncMenusAction } from "./actions";
import { chooseMenu, type MenuScene } from "./choose-menu";
import { MenuPartPanel } from "./menu-part-panel";
import { treeWordsOf } from "./tree-part";

export const metadata: Metadata = { title: "Menus" };

type Params = Record<string, string | string[] | undefined>;

const description = "What Lightspeed sells where, at which price. Orders are priced and checked with it.";

export default async function MenusPage({ searchParams }: { searchParams: Promise<Params> }) {
  const actor = await requireMerchant();
  const params = await searchParams;
  const { connected, places, chosen } = await placeChoiceOf(actor, params.place);
  if (!chosen)
    return (
      <>
        <PageHeader title="Menus" description={description} />
        <NoPlace connected={connected} what="Menus of your till" />
      </>
    );
  const { merchantId } = actor;
  const { locationId, businessLocationId: placeId, region } = chosen;
  const asked = readMenuPlace(params);
  const part = asked.part ?? "menu";
  const [listing, sync] = await Promise.all([
    listMenus(services(), merchantId, locationId),
    getSyncView(services(), merchantId, placeId),
    // The tree needs it later, and it need not wait for the list of menus.
    part === "menu" && treeWordsOf(merchantId, placeId),
  ]);
  const { menu, menus, profiles } = chooseMenu(listing, asked);
  const here = {
    ...(places.length > 1 ? { place: locationId } : {}),
    ...(menu ? { menu: menu.menuId, profile: menu.profile ?? "" } : {}),
  };
  const times = { renderedAt: services().now().toISOString(), region };
  const scene: MenuScene = { actor, place: chosen, menu, here, asked, ...times };
  const tabs = menuParts.map((id) => ({ id, label: partLabels[id], href: menuAddress({ ...here, part: id }) }));
  return (
    <>
      <LiveRefresh topics={["menus", "availability"]} />
      <PageHeader
        title="Menus"
        description={description}
        actions={<PlacePicker action="/lightspeed/menus" places={places} chosen={locationId} />}
        tabs={<Tabs label="Menus" tabs={tabs} current={part} />}
      />
      <div className="mb-5 grid gap-5">
        <SyncCard
          sync={sync}
          maySync={can(actor, "menus.sync")}
          start={syncMenusAction.bind(null, { locationId })}
          {...times}
        />
        {menu && (part === "menu" || part === "health" || part === "changes") && (
          <MenuPicker
            hidden={{ place: here.place, part: part === "menu" ? undefined : part }}
            menus={menus}
            menu={menu.menuId}
            profiles={profiles}
            profile={menu.profile ?? ""}
          />
        )}
      </div>
      <TabPanel id={part}>
        <MenuPartPanel scene={scene} part={part} />
      </TabPanel>
    </>
  );
}
