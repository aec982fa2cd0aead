import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { withTenant } from "@/db/client";
import type { Order, PaymentMode } from "@/db/schema";
import { createOrder } from "@/lib/orders/create-order";
import { type OrderDraft, preFlight } from "@/lib/orders/pre-flight";
import { type PricedCart, priceCart } from "@/lib/orders/price-cart";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant, guestAt } from "@/lib/testing/guest-stage";
import { follow, ledgerOf, type OrderMerchant, payOrder } from "@/lib/testing/order-stage";
import { seeded } from "@/lib/testing/seeded";
import type { GuestGroup, GuestItem } from "./guest-menu-types";
import type { ChoiceInput } from "./guest-order-input";
import { priceGuestCart } from "./price-guest-cart";
import { itemsOf, readGuestMenu } from "./read-guest-menu";

let stage: Stage;
let merchant: OrderMerchant;
let items: ReadonlyMap<string, GuestItem>;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createGuestMerchant(stage);
  const guest = await guestAt(stage, merchant);
  items = itemsOf(await readGuestMenu(stage.services, { ...guest, type: "dine_in" }));
});
afterAll(() => stage.close());

const random = seeded(70);

/** As many as the group wants, or some more; what lies under them, too. */
function choose(groups: readonly GuestGroup[]): ChoiceInput[] {
  return groups.flatMap(({ group, minimum, maximum, choices }) => {
    const most = Math.min(maximum ?? 2, choices.length);
    const wanted = minimum + random.below(most - minimum + 1);
    return choices.slice(0, wanted).map(({ sku, groups: under }) => ({ group, sku, choices: choose(under) }));
  });
}

function someCart(): PricedCart {
  const skus = [...items.keys()];
  const lines = Array.from({ length: 1 + random.below(3) }, () => {
    const item = items.get(skus[random.below(skus.length)] ?? "");
    if (!item) throw new Error("the menu is empty");
    return { sku: item.sku, quantity: 1 + random.below(3), choices: choose(item.groups) };
  });
  const priced = priceGuestCart(items, { lines });
  expect(priced.reasons).toEqual([]);
  return priceCart({ lines: priced.lines, tip: random.below(2) * random.below(1_000) });
}

async function place({ lines, totals }: PricedCart, paymentMode: PaymentMode): Promise<Order> {
  const { actor, locationId } = merchant;
  const order = await withTenant(stage.services.db, actor.merchantId, (tx) =>
    createOrder(stage.services, tx, {
      ...{ merchantId: actor.merchantId, locationId, channel: "table_qr", kind: "local", currency: "EUR" },
      ...{ tableNumber: "12", addToCheck: null, collectAt: null, scheduledFor: null, apiKeyId: null },
      ...{ customer: { firstName: "Ada" }, address: null, guests: null, note: null, paymentMode },
      ...{ lines, totals },
    }),
  );
  await payOrder(stage, order);
  return order;
}

type Paid = { cents: number; tipCents: number };
type TillChecks = { checks: { references: string[]; payments: Paid[] }[] };

// TEST_ROUNDS=1: as many as an evening has.
const CARTS = inject("longRounds") > 0 ? 500 : 50;

test(`${CARTS} carts from the menu: cart, preview, payment and check come to the same cent (row 70)`, {
  timeout: 60_000 + CARTS * 6_000,
}, async () => {
  const { actor, locationId } = merchant;
  let previewed = 0;
  const expected = new Map<string, Paid>();
  for (let n = 0; n < CARTS; n += 1) {
    const cart = someCart();
    const draft: OrderDraft = {
      ...{ merchantId: actor.merchantId, locationId, channel: "kiosk", kind: "local", currency: "EUR", ...cart },
      ...{ tableNumber: null, addToCheck: null, collectAt: null, scheduledFor: null },
    };
    const { reasons, proofs = [] } = await preFlight(stage.services, draft, { questionMs: 30_000 });
    expect(reasons).toEqual([]);
    // It says so only of a total that it has held against Lightspeed's own.
    if (proofs.some(({ message }) => message === "The total is the one that Lightspeed comes to.")) previewed += 1;
    const done = await follow(stage, merchant, await place(cart, n % 2 === 0 ? "separate" : "embedded"), ["completed"]);
    const { totalMinor, tipMinor } = cart.totals;
    expect(done).toMatchObject({ posTotalMinor: totalMinor - tipMinor, flag: null });
    expected.set(done.reference, { cents: totalMinor - tipMinor, tipCents: tipMinor });
    const booked = (await ledgerOf(stage, done)).filter(({ account }) => account === "till" || account === "till_tip");
    expect(booked.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(totalMinor);
  }
  expect(previewed).toBeGreaterThan(CARTS / 3);
  // And what the till itself says was paid on each check.
  const { checks } = await stage.sandbox.control<TillChecks>("GET", `/till/${merchant.placeId}/checks`);
  for (const [reference, { cents, tipCents }] of expected) {
    const found = checks.filter(({ references }) => references.includes(reference));
    expect(found).toMatchObject([{ payments: [{ cents, tipCents }] }]);
  }
});
