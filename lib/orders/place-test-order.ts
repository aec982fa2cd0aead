import { randomUUID } from "node:crypto";
import { type TenantTransaction, withTenant } from "@/db/client";
import { listCounts } from "@/db/queries/availability";
import { releaseEditLease, takeEditLease } from "@/db/queries/edit-leases";
import { findLinkedSettings } from "@/db/queries/location-settings";
import { findLocation } from "@/db/queries/locations";
import type { Order, OrderKind, PaymentMode } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { getMenu, listMenus } from "@/lib/lightspeed/menu/get-menu";
import type { MenuView } from "@/lib/lightspeed/menu/menu-types";
import { startPayment } from "@/lib/payments/start-payment";
import type { Services } from "@/lib/services";
import { chooseTestItem } from "./choose-test-item";
import { createOrder } from "./create-order";
import { type OrderDraft, preFlight } from "./pre-flight";
import { priceCart } from "./price-cart";

/** What the kitchen reads. */
export const TEST_MARK = "TEST ORDER: do not prepare";
const LEASE_MS = 30_000;

/** A real order of the cheapest item, marked as a test and paid without money. It goes the way that every order goes. */
export async function placeTestOrder(
  services: Services,
  actor: Actor,
  { locationId }: { locationId: string },
): Promise<{ orderId: string; number: string }> {
  if (!can(actor, "channels.edit")) throw new AppError("forbidden", "Only owners and managers can place a test order.");
  const { merchantId } = actor;
  const owner = randomUUID();
  const inTenant = <T>(run: (tx: TenantTransaction) => Promise<T>) => withTenant(services.db, merchantId, run);
  // Two presses at once are one order.
  const taken = await inTenant((tx) => takeEditLease(tx, "test order", { owner, leaseMs: LEASE_MS }));
  if (!taken) throw new AppError("conflict", "A test order is being placed right now.");
  try {
    const { paymentMode, ...draft } = await draftOf(services, actor, locationId);
    const { ok, reasons } = await preFlight(services, draft);
    if (!ok) throw new AppError("conflict", reasons.map(({ message, remedy }) => `${message} ${remedy}`).join(" "));
    const order = await inTenant((tx) =>
      createOrder(services, tx, {
        ...{ ...draft, apiKeyId: null, address: null, guests: null, note: TEST_MARK, paymentMode },
        customer: { firstName: "TEST", lastName: "do not prepare" },
      }),
    );
    await pay(services, order);
    return { orderId: order.id, number: order.number };
  } finally {
    await inTenant((tx) => releaseEditLease(tx, "test order", owner));
  }
}

const pay = (services: Services, { merchantId, id: orderId, locationId, totalMinor, currency, number }: Order) =>
  startPayment(services, {
    ...{ merchantId, orderId, locationId, amountMinor: totalMinor, currency, channel: "test" },
    ...{ description: `Test order ${number}`, returnUrl: new URL("/setup", services.payments.appUrl).href },
  });

type Draft = OrderDraft & { paymentMode: PaymentMode };

async function draftOf(services: Services, { merchantId }: Actor, locationId: string): Promise<Draft> {
  const { location, linked } = await withTenant(services.db, merchantId, async (tx) => ({
    location: await findLocation(tx, locationId),
    linked: await findLinkedSettings(tx, locationId),
  }));
  if (!location) throw new AppError("not_found", "This location does not exist.");
  if (!linked) throw new AppError("conflict", "This location is not linked to Lightspeed yet. Link it on Settings.");
  const takeaway = linked.settings?.orderProfileTakeaway ?? null;
  const profile = takeaway ?? linked.settings?.orderProfileDineIn ?? null;
  if (!profile) throw new AppError("conflict", "No order profile is chosen. Choose one under Order settings.");
  const menus = await readMenus(services, merchantId, locationId, profile);
  if (menus.length === 0)
    throw new AppError("conflict", "The menu of this location has not been read yet. Synchronise it on Menus.");
  const place = { environment: services.lightspeed.environment, businessLocationId: linked.link.businessLocationId };
  const counts = await withTenant(services.db, merchantId, (tx) => listCounts(tx, place));
  const soldOut = counts.filter(({ count }) => count === 0).map(({ sku }) => sku);
  const item = chooseTestItem(menus, soldOut);
  if (!item)
    throw new AppError("conflict", "No item with a fixed price and without choices is on the menu and available.");
  const kind: OrderKind = takeaway ? "to_go" : "local";
  const lines = [{ sku: item.sku, name: item.name, quantity: 1, unitPrice: item.priceMinor }];
  return {
    ...{ merchantId, locationId, channel: "test", kind, currency: location.currency, ...priceCart({ lines }) },
    paymentMode: linked.settings?.paymentMode ?? "separate",
    ...{ tableNumber: null, addToCheck: null, collectAt: null, scheduledFor: null },
  };
}

async function readMenus(
  services: Services,
  merchantId: string,
  locationId: string,
  profile: string,
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
