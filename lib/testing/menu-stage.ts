import { withTenant } from "@/db/client";
import { findMenuSync } from "@/db/queries/menu-syncs";
import { linkLocation } from "@/lib/lightspeed/connection/link-location";
import { getMenu, listMenus } from "@/lib/lightspeed/menu/get-menu";
import type { MenuView } from "@/lib/lightspeed/menu/menu-types";
import { startMenuSync } from "@/lib/lightspeed/menu/start-sync";
import { syncMenus } from "@/lib/lightspeed/menu/sync-menus";
import { createStageMerchant } from "./connection-stage";
import { openVaultStage, type VaultMerchant, type VaultStage } from "./vault-stage";

export type MenuMerchant = VaultMerchant & { locationId: string; placeId: string };

/** A stage with what tests of menus do again and again. */
export type MenuStage = VaultStage & {
  linked: (template?: string, wish?: object) => Promise<MenuMerchant>;
  /** Starts a run as somebody would, and carries it on once, as the worker would. */
  sync: (merchant: MenuMerchant) => Promise<void>;
  carryOn: (merchant: MenuMerchant) => Promise<void>;
  state: (merchant: MenuMerchant) => Promise<NonNullable<Awaited<ReturnType<typeof findMenuSync>>>>;
  menu: (merchant: MenuMerchant, name: string, profile?: string) => Promise<MenuView>;
  menuFault: (merchant: MenuMerchant, effect: object, more?: object) => Promise<string>;
  calls: (merchant: MenuMerchant, path?: RegExp) => Promise<number>;
  /** As if everything about synchronisation had been so long ago. */
  age: (merchant: MenuMerchant, seconds: number) => Promise<void>;
};

export async function openMenuStage(): Promise<MenuStage> {
  const stage = await openVaultStage();
  const { services, sandbox, sql } = stage;
  const carryOn = ({ merchantId, placeId }: MenuMerchant) => syncMenus(services, { merchantId, placeId });
  return {
    ...stage,
    linked: async (template = "brasserie", wish = {}) => {
      const [{ actor, locationId }, account] = await Promise.all([
        createStageMerchant(stage),
        sandbox.createAccount({
          settings: { accessTokenSeconds: 3600 },
          businesses: [{ name: "Brasserie", locations: [{ name: "Old Town", template, historyDays: 0 }] }],
          ...wish,
        }),
      ]);
      const placeId = account.businesses[0]?.locations[0]?.id ?? "";
      const merchant = { merchantId: actor.merchantId, actor, account, locationId, placeId };
      await stage.consent(merchant);
      await linkLocation(services, actor, { locationId, businessLocationId: placeId });
      return merchant;
    },
    sync: async (merchant) => {
      await startMenuSync(services, merchant.actor, merchant);
      await carryOn(merchant);
    },
    carryOn,
    state: async ({ merchantId, placeId }) => {
      const state = await withTenant(services.db, merchantId, (tx) => findMenuSync(tx, placeId));
      if (!state) throw new Error("there was no synchronisation yet");
      return state;
    },
    menu: async ({ merchantId, locationId }, name, profile = "DINEIN") => {
      const listing = await listMenus(services, merchantId, locationId);
      const menuId = listing?.menus.find((one) => one.name === name)?.menuId ?? "";
      const menu = await getMenu(services, merchantId, { locationId, menuId, profile });
      if (!menu) throw new Error(`no menu ${name} for ${profile}`);
      return menu;
    },
    menuFault: (merchant, effect, more = {}) => stage.fault(merchant, effect, { operation: "menus", ...more }),
    calls: async ({ account }, path = /menu\/load/) => {
      const requests = await sandbox.requests({ account: account.accountId, operation: "menus" });
      return requests.filter((request) => path.test((request as unknown as { path: string }).path)).length;
    },
    age: async ({ merchantId }, seconds) => {
      await sql`update menu_syncs set due_at = due_at - ${seconds} * interval '1 second',
        lease_until = lease_until - ${seconds} * interval '1 second',
        full_at = full_at - ${seconds} * interval '1 second' where merchant_id = ${merchantId}`;
    },
  };
}
