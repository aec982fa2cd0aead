import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveCounts } from "@/db/queries/availability";
import { updateLocation } from "@/db/queries/locations";
import type { OrderLine } from "@/db/schema";
import { pauseChannel, switchChannel } from "@/lib/channels/switch-channel";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createGuestMerchant } from "@/lib/testing/guest-stage";
import { switchAllOn } from "@/lib/testing/open-channels";
import type { OrderMerchant } from "@/lib/testing/order-stage";
import { payThrough } from "@/lib/testing/reconciliation-stage";
import { intakeOrder } from "./intake-order";
import { type OrderDraft, preFlight } from "./pre-flight";
import { priceCart } from "./price-cart";

let stage: Stage;
let merchant: OrderMerchant;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createGuestMerchant(stage);
});
afterAll(() => stage.close());

type Wish = Partial<OrderDraft> & { line?: Partial<OrderLine> };

function draft({ line = {}, ...wish }: Wish = {}): OrderDraft {
  const input = { sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1850 };
  const priced = priceCart({ lines: [input] });
  const lines = priced.lines.map((one) => ({ ...one, ...line }));
  const sum = lines.reduce((total, one) => total + one.quantity * one.unitPriceMinor, 0);
  const discountMinor = lines.reduce((total, one) => total + one.discountMinor, 0);
  return {
    ...{ merchantId: merchant.actor.merchantId, locationId: merchant.locationId, channel: "kiosk", kind: "local" },
    ...{ currency: "EUR", tableNumber: "12", addToCheck: null, collectAt: null, scheduledFor: null },
    lines,
    totals: { ...priced.totals, subtotalMinor: sum, discountMinor, totalMinor: sum - discountMinor },
    ...wish,
  };
}

/** A busy machine is no silent Lightspeed. */
const patient = { questionMs: 10_000 };

const codes = async (wish?: Wish) =>
  (await preFlight(stage.services, draft(wish), patient)).reasons.map(({ code }) => code);

test("a cart as the menu sells it may be paid, and the verdict says what it rests on", async () => {
  const verdict = await preFlight(stage.services, draft(), patient);
  expect(verdict).toMatchObject({ ok: true, reasons: [] });
  const about = Object.fromEntries((verdict.proofs ?? []).map((proof) => [proof.about, proof]));
  expect(about.price).toMatchObject({ message: "The total is the one that Lightspeed comes to." });
  expect(about.service_charge).toMatchObject({ at: null, message: expect.stringContaining("the check comes to more") });
  expect(about.menu?.at).not.toBeNull();
  expect(about.payment_method?.at).not.toBeNull();
});

const under = (sku: string, unitPriceMinor: number): Wish => ({
  line: { subItems: [{ sku, name: sku, quantity: 1, unitPriceMinor, modifiers: [], subItems: [] }] },
});

const refused: [string, Wish, string[]][] = [
  [
    "a note that the till does not have",
    { line: { modifiers: [{ modifierId: "1", name: "Hot" }] } },
    ["instruction_unknown"],
  ],
  ["a SKU that is on no menu under an item without choices", under("NOT-THERE", 0), ["not_on_menu"]],
  ["a dish of its own under an item without choices", under("STA-SOEP", 750), ["not_a_choice"]],
  ["another price than the till's", { line: { unitPriceMinor: 1840 } }, ["price_changed", "total_differs"]],
  ["the dine-in price on a takeaway order, whose profile is cheaper", { kind: "to_go" }, ["price_changed"]],
  ["a SKU that is on no menu", { line: { sku: "NOT-THERE" } }, ["not_on_menu"]],
  ["an unknown discount", { line: { discountCode: "NOPE", discountMinor: 100 } }, ["discount_unknown"]],
  ["a discount of another value", { line: { discountCode: "HAPPY10", discountMinor: 100 } }, ["discount_differs"]],
  ["another currency", { currency: "USD" }, ["currency"]],
];

test.each(refused)("%s is refused before anybody pays", async (_, wish, expected) => {
  expect(await codes(wish)).toEqual(expect.arrayContaining(expected));
});

test("a total that Stripe cannot take in a currency of three decimals is refused before anybody pays; another provider takes it", async () => {
  const { merchantId } = merchant.actor;
  const pay = (provider: "stripe" | "viva") => payThrough(stage, merchant, provider);
  const totals = (totalMinor: number) => ({ ...draft().totals, totalMinor });
  const about = async (totalMinor: number) =>
    (await codes({ currency: "KWD", lines: [], totals: totals(totalMinor) })).includes("amount_not_payable");
  await pay("stripe");
  expect([await about(3_705), await about(3_700)]).toEqual([true, false]);
  expect(await codes({ lines: [], totals: totals(3_705) })).toEqual([]);
  const draftInDinars = draft({ currency: "KWD", lines: [], totals: totals(3_705) });
  expect((await preFlight(stage.services, { ...draftInDinars, merchantId }, patient)).ok).toBe(false);
  await pay("viva");
  expect(await about(3_705)).toBe(false);
});

test("an amount of our own goes only with a manual discount, and the setting in Lightspeed is named", async () => {
  const own = { discountMinor: 300, discountIsManual: true } as const;
  expect(await codes({ line: { ...own, discountCode: "MANAMOUNT" } })).toEqual([]);
  const { reasons } = await preFlight(stage.services, draft({ line: { ...own, discountCode: "HAPPY10" } }), patient);
  expect(reasons).toMatchObject([{ code: "discount_not_manual", line: 0 }]);
  expect(reasons[0]?.remedy).toContain("Manual discount");
});

test("a channel that is off, paused or closed says so; a test order may go all the same", async () => {
  const { actor, locationId } = merchant;
  const at = { locationId, channel: "online" as const };
  const [online, takeaway] = [{ channel: "online", kind: "to_go", lines: [] } as const, stage.services];
  expect(await codes(online)).toEqual([]);
  await pauseChannel(takeaway, actor, { ...at, reason: "Oven is broken", until: null });
  expect(await codes(online)).toEqual(["channel_paused"]);
  await switchChannel(stage.services, actor, { ...at, on: false });
  expect(await codes(online)).toEqual(["channel_off"]);
  await switchAllOn(stage, merchant);
  expect(await codes({ ...online, channel: "test" })).toEqual([]);
});

test("outside the opening hours nothing is sold, at a time inside them it is", async () => {
  const other = await createGuestMerchant(stage);
  const { merchantId } = other.actor;
  const hours = { open: "09:00", close: "12:00" };
  const week = { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours };
  await withTenant(stage.services.db, merchantId, (tx) =>
    updateLocation(tx, other.locationId, { openingHours: { ...week, saturday: hours, sunday: hours } }),
  );
  // A winter's day in Brussels, one hour ahead of UTC.
  const now = () => new Date("2027-01-13T06:30:00Z");
  const place = { merchantId, locationId: other.locationId, channel: "online", kind: "to_go", lines: [] } as const;
  const ask = async (collectAt: Date | null) =>
    (await preFlight({ ...stage.services, now }, draft({ ...place, collectAt }))).reasons.map(({ code }) => code);
  expect(await ask(null)).toContain("closed");
  expect(await ask(new Date("2027-01-13T08:30:00Z"))).not.toContain("closed");
  expect(await ask(new Date("2027-01-13T11:00:00Z"))).toContain("closed");
});

async function limit(sku: string, count: number) {
  const place = { environment: "sandbox" as const, businessLocationId: merchant.placeId };
  const at = new Date();
  await withTenant(stage.services.db, merchant.actor.merchantId, async (tx) => {
    await saveCounts(tx, place, [{ sku, count, countUpdatedAt: at, readAt: at, source: "webhook", polled: false }]);
  });
}

test("of the last one, forty buyers at once get one order, and thirty-nine hear it before any payment", async () => {
  const sku = "STA-KAASKROKET";
  await limit(sku, 1);
  const { actor, locationId } = merchant;
  const caller = { id: randomUUID(), merchantId: actor.merchantId, locationId, channel: "test" as const };
  const rawBody = JSON.stringify({
    ...{ type: "dine_in", table: "12", currency: "EUR", expectedTotal: 1450 },
    lines: [{ sku, name: "Cheese croquettes", quantity: 1, unitPrice: 1450 }],
  });
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, n) =>
      intakeOrder(stage.services, { caller, idempotencyKey: `buyer-${n}`, rawBody }),
    ),
  );
  const told = answers.filter(({ status }) => status === 422).map(({ body }) => body);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(told).toHaveLength(39);
  for (const body of told) expect(body).toMatchObject({ reasons: [{ code: "sold_out", line: 0 }] });
  const [{ payments } = { payments: 0 }] = await withTenant(stage.services.db, actor.merchantId, (tx) =>
    tx.execute<{ payments: number }>("select count(*)::int as payments from payments"),
  );
  expect(payments).toBe(1);
});

test("what nobody paid for in time is sold to the next", async () => {
  const sku = "STA-KAASKROKET";
  const line = { sku, name: "Cheese croquettes", quantity: 1, unitPriceMinor: 1450 };
  expect(await codes({ line })).toEqual(["sold_out"]);
  await withTenant(stage.services.db, merchant.actor.merchantId, (tx) =>
    tx.execute(`update orders set status = 'awaiting_payment', deadline_at = now() - interval '1 second'`),
  );
  expect(await codes({ line })).toEqual([]);
});

test("ten at once write nothing while Lightspeed was not asked anew: sales do not wait for each other", async () => {
  const at = new Date();
  const services = { ...stage.services, now: () => at };
  // A merchant of its own: what an earlier test's sale did not wait for may still be written down.
  const { actor, locationId } = await createGuestMerchant(stage);
  const sale = { ...draft(), merchantId: actor.merchantId, locationId };
  const versionOf = () =>
    withTenant(stage.services.db, actor.merchantId, (tx) =>
      tx.execute<{ version: string }>(
        `select xmin::text as version from location_settings where location_id = '${locationId}'`,
      ),
    );
  await preFlight(services, sale, patient);
  const [before] = await versionOf();
  expect(before?.version).toBeTruthy();
  const verdicts = await Promise.all(Array.from({ length: 10 }, () => preFlight(services, sale, patient)));
  expect(verdicts.every(({ ok }) => ok)).toBe(true);
  expect(await versionOf()).toEqual([before]);
});
