import { withTenant } from "@/db/client";
import { listCounts } from "@/db/queries/availability";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import { AppError } from "@/lib/errors";
import { findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import { getMenu, listMenus } from "@/lib/lightspeed/menu/get-menu";
import type { MenuDeal, MenuItem, MenuModifier, MenuView } from "@/lib/lightspeed/menu/menu-types";
import type { Services } from "@/lib/services";
import { chooseTestItem } from "./choose-test-item";
import { type OrderInput, orderInput, type SubItemInput } from "./order-input";
import { priceCart } from "./price-cart";

/** What the kitchen reads. */
export const TEST_MARK = "TEST ORDER: do not prepare";

export type TestOrderWish = {
  locationId: string;
  /** What goes to the till; left out: the cheapest item that can be ordered by itself. */
  chosen?: {
    type: "dine_in" | "takeaway";
    table: string | null;
    items: readonly { sku: string; quantity: number }[];
  };
};

/** A wish as the order that a channel would send, marked for the kitchen and priced from the menu. */
export async function composeTestOrder(
  services: Services,
  merchantId: string,
  { locationId, chosen }: TestOrderWish,
): Promise<{ input: OrderInput; timeZone: string }> {
  const { location, linked } = await withTenant(services.db, merchantId, async (tx) => ({
    location: await findLocation(tx, locationId),
    linked: await findLinkedSettings(tx, locationId),
  }));
  if (!location) throw new AppError("not_found", "This location does not exist.");
  if (!linked)
    throw new AppError(
      "conflict",
      "This location is not linked to a Lightspeed location. Link it on the Lightspeed page.",
    );
  const { orderProfileDineIn = null, orderProfileTakeaway = null } = linked.settings ?? {};
  const { type, table, items } = chosen ?? {
    type: orderProfileTakeaway === null ? ("dine_in" as const) : ("takeaway" as const),
    ...{ table: null, items: null },
  };
  const profile = type === "dine_in" ? orderProfileDineIn : orderProfileTakeaway;
  const { businessLocationId } = linked.link;
  const wanted = items ?? (await cheapest(services, { merchantId, locationId, businessLocationId, profile }));
  if (wanted.length === 0) throw new AppError("invalid_input", "Choose at least one item.");
  const skus = wanted.map(({ sku }) => sku);
  const menu = await findMenuItems(services, merchantId, { locationId, profile, skus });
  const lines = wanted.map(({ sku, quantity }) => {
    const entry = menu?.items.get(sku)?.entry;
    if (!entry) throw new AppError("conflict", `The menu has nothing with the SKU ${sku}. Read the menus again.`);
    const subItems = requiredChoices(entry);
    return { sku, name: entry.name.slice(0, 180), quantity, unitPrice: entry.priceMinor ?? 0, subItems };
  });
  const parsed = orderInput.safeParse({
    ...{ channel: "test", type, lines, currency: location.currency, note: TEST_MARK },
    ...(type === "dine_in" && table ? { table } : {}),
    customer: { firstName: "TEST", lastName: "do not prepare" },
    expectedTotal: priceCart({ lines }).totals.totalMinor,
  });
  if (!parsed.success)
    throw new AppError("invalid_input", parsed.error.issues[0]?.message ?? "The test order does not fit.");
  return { input: parsed.data, timeZone: location.timeZone };
}

export class MenuUnreadError extends AppError {
  constructor() {
    super("conflict", "The menu of this location has not been read yet. Synchronise it on Menus.");
  }
}

type Shop = { merchantId: string; locationId: string; businessLocationId: string; profile: string | null };

async function cheapest(services: Services, { businessLocationId, ...shop }: Shop) {
  if (!shop.profile) throw new AppError("conflict", "No order profile is chosen. Choose one under Order settings.");
  const menus = await readMenus(services, shop);
  if (menus.length === 0) throw new MenuUnreadError();
  const place = { environment: services.lightspeed.environment, businessLocationId };
  const counts = await withTenant(services.db, shop.merchantId, (tx) => listCounts(tx, place));
  const soldOut = counts.filter(({ count }) => count === 0).map(({ sku }) => sku);
  const item = chooseTestItem(menus, soldOut);
  if (!item)
    throw new AppError("conflict", "No item with a fixed price and without choices is on the menu and available.");
  return [{ sku: item.sku, quantity: 1 }];
}

async function readMenus(
  services: Services,
  { merchantId, locationId, profile }: Omit<Shop, "businessLocationId">,
): Promise<MenuView[]> {
  const listing = await listMenus(services, merchantId, locationId);
  const wanted = (listing?.menus ?? []).filter((menu) => menu.profile === profile && menu.goneAt === null);
  const menus: MenuView[] = [];
  for (const { menuId } of wanted) {
    const menu = await getMenu(services, merchantId, { locationId, menuId, profile });
    if (menu && menu.currency === listing?.currency) menus.push(menu);
  }
  return menus;
}

type Entry = MenuItem | MenuDeal | MenuModifier;

/** What must be chosen with it: the first of each group, as often as the group asks. */
function requiredChoices(entry: Entry): SubItemInput[] {
  const groups = entry.kind === "deal" ? entry.groups : entry.kind === "item" ? entry.modifierGroups : [];
  return groups.flatMap(({ minimum, choices }) => {
    const [first] = (choices as (MenuItem | MenuModifier)[]).filter(({ sku }) => sku !== null && sku.length <= 25);
    if (!first?.sku || minimum === 0) return [];
    const unitPrice = first.extraPriceMinor ?? (first.kind === "modifier" ? (first.priceMinor ?? 0) : 0);
    const name = first.name.slice(0, 120);
    return [{ sku: first.sku, name, quantity: minimum, unitPrice, subItems: requiredChoices(first) }];
  });
}
