import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { listCurrentMenus } from "@/db/queries/menus";
import { menus, menuVersions } from "@/db/schema";
import { findMenuItems } from "@/lib/lightspeed/menu/find-menu-item";
import { getPriceFaults } from "@/lib/lightspeed/menu/price-faults";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant, guestAt } from "@/lib/testing/guest-stage";
import { follow, type OrderMerchant, payOrder, reload } from "@/lib/testing/order-stage";
import { intakeGuestOrder } from "./intake-guest-order";
import { type Quote, quoteCart } from "./quote-cart";
import { itemsOf, readGuestMenu } from "./read-guest-menu";

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const SOUP = "STA-SOEP";
const profile = "DINEIN";

/** Every entry of this SKU in a stored menu, changed. */
const withSoup = (content: unknown, change: object): unknown =>
  JSON.parse(JSON.stringify(content), (_, value) => (value?.sku === SOUP ? { ...value, ...change } : value));

/** A second menu that sells the soup otherwise, before or after the one that is there. */
async function addMenu({ actor, placeId }: OrderMerchant, position: number, change: object) {
  const { merchantId } = actor;
  const menuId = randomUUID();
  await withTenant(stage.services.db, merchantId, async (tx) => {
    const [known] = await listCurrentMenus(tx, placeId, profile);
    const [version] = (await tx.select().from(menuVersions)).filter(({ id }) => id === known?.versionId);
    if (!known || !version) throw new Error("there is no menu to copy");
    const { id: _id, seq: _seq, ...copied } = version;
    const id = randomUUID();
    const content = withSoup(version.content, change);
    await tx.insert(menuVersions).values({ ...copied, id, menuId, content, hash: id });
    await tx.insert(menus).values({ ...known, menuId, name: "Evening", position, versionId: id });
  });
}

/** Each price that a guest sees for the soup, and the one that the cart, the pre-flight and the order go by. */
async function pricesOf(merchant: OrderMerchant) {
  const { locationId, actor } = merchant;
  const { merchantId } = actor;
  const guest = await guestAt(stage, merchant);
  const menu = await readGuestMenu(stage.services, { merchantId, locationId, type: "dine_in" });
  const shown = menu.menus.flatMap(({ sections }) => sections.flatMap(({ items }) => items));
  const lines = [{ sku: SOUP, quantity: 1 }];
  const answer = await quoteCart(stage.services, {
    ...{ caller: guest, network: "192.0.2.1", body: { type: "dine_in", lines } },
    // The till's own word on the price is another test's.
    pricesOnly: true,
  });
  const quote = answer.body as Quote;
  const [known] = await withTenant(stage.services.db, merchantId, (tx) =>
    listCurrentMenus(tx, merchant.placeId, profile),
  );
  const faults = await getPriceFaults(stage.services, merchantId, {
    ...{ placeId: merchant.placeId, profile, menuId: known?.menuId ?? "", currency: "EUR" },
  });
  const found = await findMenuItems(stage.services, merchantId, { locationId, profile, skus: [SOUP] });
  return {
    guest,
    shown: shown.filter(({ sku }) => sku === SOUP).map(({ priceMinor }) => priceMinor),
    item: itemsOf(menu).get(SOUP)?.priceMinor,
    quoted: quote.totals.totalMinor,
    held: found?.items.get(SOUP)?.entry.priceMinor,
    told: faults.find(({ sku }) => sku === SOUP)?.prices?.map(({ priceMinor }) => priceMinor),
  };
}

test.each([
  ["after", 99, 750],
  ["before", -1, 990],
] as const)(
  "a product on two menus has one price everywhere: another menu %s the first",
  async (_, position, price) => {
    const merchant = await createGuestMerchant(stage);
    await addMenu(merchant, position, { priceMinor: 990 });
    const { shown, item, quoted, held, told } = await pricesOf(merchant);
    // The health of the SKUs tells both, the one that is charged first.
    expect(told?.[0]).toBe(price);
    expect(new Set(told)).toEqual(new Set([750, 990]));
    expect(shown.length).toBeGreaterThanOrEqual(2);
    expect(new Set(shown)).toEqual(new Set([price]));
    expect({ item, quoted, held }).toEqual({ item: price, quoted: price, held: price });
  },
);

test("the price that is shown on the second menu is charged, and is the till's", async () => {
  const merchant = await createGuestMerchant(stage);
  await addMenu(merchant, 99, { priceMinor: 990 });
  const { guest, shown } = await pricesOf(merchant);
  const answer = await intakeGuestOrder(stage.services, {
    ...{ caller: guest, network: "192.0.2.1", idempotencyKey: randomUUID() },
    rawBody: JSON.stringify({
      ...{ type: "dine_in", lines: [{ sku: SOUP, quantity: 1 }], expectedTotal: shown.at(-1) },
    }),
  });
  expect(answer.status).toBe(201);
  const placed = await reload(stage, {
    id: (answer.body as { id: string }).id,
    merchantId: merchant.actor.merchantId,
  });
  await payOrder(stage, placed);
  const done = await follow(stage, merchant, placed, ["completed"]);
  expect(done).toMatchObject({ totalMinor: 750, posTotalMinor: 750 });
});

test.each([
  ["has an open price", { pricing: "open_positive", priceMinor: null }],
  ["is a part of something else", { asSubItem: true, priceMinor: 100 }],
] as const)(
  "where the soup of the first menu %s, guests and pre-flight both go by the one that is sold by itself",
  async (_, change) => {
    const merchant = await createGuestMerchant(stage);
    await addMenu(merchant, -1, change);
    const { shown, item, quoted, held } = await pricesOf(merchant);
    expect(new Set(shown)).toEqual(new Set([750]));
    expect({ item, quoted, held }).toEqual({ item: 750, quoted: 750, held: 750 });
  },
);
