import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import { saveCounts } from "@/db/queries/availability";
import { saveChannel } from "@/db/queries/channels";
import { updateLocation } from "@/db/queries/locations";
import { readGuestOrder } from "@/lib/guest/read-guest-order";
import { openGuestStream } from "@/lib/orders/guest-stream";
import { replaceKioskCode } from "@/lib/orders/kiosk-code";
import type { ApiAnswer } from "@/lib/orders/problem";
import { refundOrder } from "@/lib/orders/refund-order";
import { rotateTableCodes, signTableCode } from "@/lib/orders/table-code";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { allDay, createGuestMerchant, guestAt, kioskCode } from "@/lib/testing/guest-stage";
import { follow, type OrderMerchant, payOrder, reload, runJobs } from "@/lib/testing/order-stage";
import { type ChannelCaller, findChannelCaller } from "./find-channel-caller";
import { getGuestAvailability, openAvailabilityStream } from "./guest-availability";
import { getGuestPlace } from "./guest-place";
import { signGuestToken, type Visit } from "./guest-token";
import { intakeGuestOrder } from "./intake-guest-order";
import { type Quote, quoteCart } from "./quote-cart";
import { itemsOf, readGuestMenu } from "./read-guest-menu";
import { startVisit } from "./start-visit";

let stage: Stage;
let merchant: OrderMerchant;
let guest: ChannelCaller;
beforeAll(async () => {
  stage = await openStage();
  merchant = await createGuestMerchant(stage);
  guest = await guestAt(stage, merchant);
});
afterAll(() => stage.close());

let keys = 0;
const order = (body: object, who = guest, network = "192.0.2.1"): Promise<ApiAnswer> =>
  intakeGuestOrder(stage.services, {
    ...{ caller: who, network, idempotencyKey: `guest-${++keys}` },
    rawBody: JSON.stringify({
      type: "dine_in",
      lines: [{ sku: "STA-SOEP", quantity: 1 }],
      expectedTotal: 750,
      ...body,
    }),
  });
const quote = async (body: object, who = guest) =>
  (await quoteCart(stage.services, { caller: who, network: "192.0.2.1", body: { type: "dine_in", ...body } }))
    .body as Quote;
const codeOf = ({ body }: ApiAnswer) => (body as { code?: string }).code;
const reasonsOf = ({ body }: ApiAnswer) => (body as { reasons?: { code: string; message: string }[] }).reasons ?? [];
const ordersOf = async (who: OrderMerchant) =>
  (
    await withTenant(stage.services.db, who.actor.merchantId, (tx) =>
      tx.execute<{ n: number }>("select count(*)::int as n from orders"),
    )
  )[0]?.n;

async function setCount(sku: string, count: number | null, who = merchant) {
  const place = { environment: "sandbox" as const, businessLocationId: who.placeId };
  await withTenant(stage.services.db, who.actor.merchantId, (tx) =>
    saveCounts(tx, place, [
      { sku, count, countUpdatedAt: new Date(), readAt: new Date(), source: "webhook", polled: false },
    ]),
  );
}

test("the menu of a guest: priced for the way of ordering, choices with their rules, nothing that only the staff sell", async () => {
  const menu = await readGuestMenu(stage.services, { ...guest, type: "dine_in" });
  const items = itemsOf(menu);
  expect(items.get("MAI-BURGER")).toMatchObject({ name: "House burger", priceMinor: 1950, left: null });
  expect(items.get("MAI-BURGER")?.groups[0]).toMatchObject({ minimum: 0, maximum: 3 });
  expect(items.get("DEAL-BURGER")?.groups[0]?.choices[0]?.groups[0]?.maximum).toBe(3);
  for (const sku of ["OPEN-SERVICE", "OPEN-REBATE", "MOD-BACON"]) expect(items.has(sku), sku).toBe(false);
  expect(items.get("MAI-BURGER")?.allergens).toContain("Sesame");
  expect(items.get("DRI-COLA")?.allergens).toBeNull();
});

test("a dinner with a combo, a steak and a tip is priced, paid, on the till and settled, equal to the cent everywhere", async () => {
  const lines = [
    {
      ...{ sku: "DEAL-BURGER", quantity: 2 },
      choices: [
        { group: 0, sku: "MAI-BURGER", choices: [{ group: 0, sku: "MOD-BACON" }] },
        { group: 1, sku: "BAR-PILS" },
      ],
    },
    { sku: "MAI-STEAK", quantity: 1, choices: [{ group: 0, sku: "MOD-SAUCE-PEPPER" }] },
  ];
  const { ok, totals, reasons } = await quote({ lines, tip: 500 });
  expect({ ok, reasons }).toEqual({ ok: true, reasons: [] });
  expect(totals).toMatchObject({ subtotalMinor: 2 * (2500 + 200 + 50) + 2750 + 300, tipMinor: 500 });
  const answer = await order({ lines, tip: 500, expectedTotal: totals.totalMinor });
  expect(answer).toMatchObject({ status: 201, body: { status: "awaiting_payment", table: "12", tipMinor: 500 } });
  expect((answer.body as { paymentUrl: string }).paymentUrl).toContain(stage.sandbox.url);
  const placed = await reload(stage, { id: (answer.body as { id: string }).id, merchantId: guest.merchantId });
  expect(placed).toMatchObject({ channel: "table_qr", tableNumber: "12", kind: "local" });
  await payOrder(stage, placed);
  const done = await follow(stage, merchant, placed, ["completed"]);
  expect(done).toMatchObject({ posTotalMinor: totals.subtotalMinor, tipMinor: 500, totalMinor: totals.totalMinor });
});

test("a body with a price of its own, and a total that is not ours, are refused", async () => {
  expect(codeOf(await order({ lines: [{ sku: "STA-SOEP", quantity: 1, unitPrice: 1 }] }))).toBe("invalid_order");
  const cheap = await order({ expectedTotal: 1 });
  expect(cheap).toMatchObject({ status: 422, body: { code: "total_mismatch", computedTotal: 750 } });
});

test("what is sold out is told before there is an order or a payment", async () => {
  await setCount("STA-SOEP", 0);
  const before = await ordersOf(merchant);
  const answer = await order({});
  expect(codeOf(answer)).toBe("would_not_land");
  expect(reasonsOf(answer)).toMatchObject([{ code: "sold_out", message: "Soup of the day is sold out." }]);
  expect(await ordersOf(merchant)).toBe(before);
  await setCount("STA-SOEP", null);
  expect((await order({})).status).toBe(201);
});

test("a count that changes is with whoever looks within two seconds; without limit is not sold out", async () => {
  const stop = new AbortController();
  const stream = await openAvailabilityStream(stage.services, guest, { signal: stop.signal, lookMs: 100 });
  const reader = stream?.getReader();
  const next = async () => new TextDecoder().decode((await reader?.read())?.value);
  expect(await next()).not.toContain("DES-MOUSSE");
  const began = performance.now();
  await setCount("DES-MOUSSE", 3);
  expect(await next()).toContain('{"sku":"DES-MOUSSE","left":3}');
  expect(performance.now() - began).toBeLessThan(2_000);
  stop.abort();
  await setCount("DES-MOUSSE", null);
  expect((await getGuestAvailability(stage.services, guest))?.items).not.toContainEqual(
    expect.objectContaining({ sku: "DES-MOUSSE" }),
  );
});

test("a guest sees the own order, another guest of the same place sees nothing of it", async () => {
  const { id } = (await order({})).body as { id: string };
  const stranger = await guestAt(stage, merchant);
  const look = (who: ChannelCaller) => readGuestOrder(stage.services, who, { orderId: id, paymentId: null });
  expect(await look(guest)).toMatchObject({ id, lines: [{ name: "Soup of the day", quantity: 1, totalMinor: 750 }] });
  expect(await look(stranger)).toBeNull();
  const { merchantId, locationId } = stranger;
  const following = { merchantId, locationId, orderId: id, placedBy: stranger.id };
  expect(await openGuestStream(stage.services, following, { signal: new AbortController().signal })).toBeNull();
});

test("whose visit ends while the payment is made is told what became of the order for three hours more, and orders nothing", async () => {
  const { id } = (await order({})).body as { id: string };
  const visit = guest.visit as Visit;
  const token = `Bearer ${signGuestToken(stage.services.keyring, visit)}`;
  const after = (ms: number) => ({ ...stage.services, now: () => new Date(visit.expiresAt + ms) });
  expect(await findChannelCaller(after(0), token)).toBeNull();
  const late = await findChannelCaller(after(3 * 3_600_000 - 1), token, { toLook: true });
  expect(late).toEqual(guest);
  expect(await readGuestOrder(after(0), guest, { orderId: id, paymentId: null })).toMatchObject({ id });
  expect(await getGuestPlace(after(0), guest)).toMatchObject({ isOver: true });
  expect(await getGuestPlace(after(-1), guest)).toMatchObject({ isOver: false });
  expect(await findChannelCaller(after(3 * 3_600_000), token, { toLook: true })).toBeNull();
});

test("whose order is done hears on the open page that the money was given back; a channel's stream has ended by then", async () => {
  const placed = await reload(stage, {
    id: ((await order({})).body as { id: string }).id,
    merchantId: guest.merchantId,
  });
  await payOrder(stage, placed);
  await follow(stage, merchant, placed, ["completed"]);
  const question = { merchantId: guest.merchantId, orderId: placed.id };
  const watch = { signal: new AbortController().signal, lookMs: 10 };
  const heardBy = async (placedBy: string | null) => {
    const seen: string[] = [];
    const stream = await openGuestStream(stage.services, { ...question, placedBy }, watch);
    for await (const chunk of stream ?? [])
      seen.push(/"status":"(\w+)"/.exec(new TextDecoder().decode(chunk))?.[1] ?? "");
    return seen;
  };
  // It ends by itself, since the till has closed the check.
  expect(await heardBy(null)).toEqual(["completed"]);
  const heard = heardBy(guest.id);
  await refundOrder(stage.services, merchant.actor, { orderId: placed.id, reason: "Cold" });
  await runJobs(stage);
  expect([...new Set(await heard)]).toEqual(["completed", "refunded"]);
});

test("whoever came in by a table code that was replaced orders nothing more", async () => {
  const own = await createGuestMerchant(stage);
  const [early, online] = [await guestAt(stage, own), await guestAt(stage, own, "online")];
  expect((await order({}, early)).status).toBe(201);
  await rotateTableCodes(stage.services, own.actor, own);
  expect(codeOf(await order({}, early))).toBe("table_code_refused");
  expect(await ordersOf(own)).toBe(1);
  expect((await order({}, await guestAt(stage, own))).status).toBe(201);
  // Takeaway has another price; it is not the code that stands in the way.
  expect(codeOf(await order({ type: "takeaway", name: "Ada" }, online))).toBe("total_mismatch");
});

test("a kiosk takes orders only with the code that it was opened with, and none any more once that was replaced", async () => {
  const own = await createGuestMerchant(stage);
  const { actor, locationId } = own;
  const start = (code?: string) =>
    startVisit(stage.services, {
      body: { location: locationId, channel: "kiosk", ...(code === undefined ? {} : { code }) },
      network: "n",
    });
  expect(codeOf(await start())).toBe("kiosk_code_refused");
  const code = await kioskCode(stage.services, actor, { locationId });
  const elsewhere = await kioskCode(stage.services, merchant.actor, merchant);
  const onTable = await signTableCode(stage.services, { ...own, merchantId: actor.merchantId, tableNumber: "12" });
  for (const wrong of ["", elsewhere, onTable, onTable.slice(3), `1.${"A".repeat(22)}`, `${code}A`])
    expect(codeOf(await start(wrong)), wrong).toBe("kiosk_code_refused");
  expect((await start(code)).status).toBe(201);

  const kiosk = await guestAt(stage, own, "kiosk");
  expect((await order({}, kiosk)).status).toBe(201);
  await replaceKioskCode(stage.services, actor, { locationId });
  expect(codeOf(await order({}, kiosk))).toBe("kiosk_code_refused");
  expect(codeOf(await start(code))).toBe("kiosk_code_refused");
  expect(await ordersOf(own)).toBe(1);
  expect((await order({}, await guestAt(stage, own, "kiosk"))).status).toBe(201);
});

test("a kiosk's token from before kiosks had codes orders nothing", async () => {
  const kiosk = await guestAt(stage, merchant, "kiosk");
  if (!kiosk.visit) throw new Error("a guest has a visit");
  const before = { ...kiosk, visit: { ...kiosk.visit, codeVersion: null } };
  expect(codeOf(await order({}, before))).toBe("kiosk_code_refused");
});

test("a table needs the code that stands on it, and each channel has its ways of ordering", async () => {
  const { locationId } = merchant;
  const start = (body: object) => startVisit(stage.services, { body: { location: locationId, ...body }, network: "n" });
  expect(codeOf(await start({ channel: "table_qr" }))).toBe("table_code_refused");
  expect(codeOf(await start({ channel: "table_qr", code: `12.1.${"A".repeat(22)}` }))).toBe("table_code_refused");
  expect(codeOf(await start({ channel: "test" }))).toBe("invalid_request");
  expect(codeOf(await start({ channel: "online", location: "00000000-0000-4000-8000-000000000000" }))).toBe(
    "no_such_location",
  );
  const online = await guestAt(stage, merchant, "online");
  expect(codeOf(await order({ name: "Ada" }, online))).toBe("wrong_channel");
  const takeaway = await quote({ type: "takeaway", lines: [{ sku: "STA-SOEP", quantity: 1 }] }, online);
  expect(takeaway.ok).toBe(true);
  expect(codeOf(await order({ type: "takeaway" }))).toBe("wrong_channel");
});

test("closed, without an order profile or without a connection: refused in words that tell guests nothing of the inside", async () => {
  const other = await createGuestMerchant(stage);
  const { actor, locationId } = other;
  const visitor = await guestAt(stage, other);
  const tenant = <T>(work: Parameters<typeof withTenant<T>>[2]) =>
    withTenant(stage.services.db, actor.merchantId, work);
  expect((await getGuestPlace(stage.services, visitor))?.reasons).toEqual([]);
  const never = Object.fromEntries(Object.keys(allDay).map((day) => [day, null])) as typeof allDay;
  await tenant((tx) => updateLocation(tx, locationId, { openingHours: never }));
  expect(reasonsOf(await order({}, visitor))).toMatchObject([{ code: "closed" }]);
  await tenant((tx) => updateLocation(tx, locationId, { openingHours: allDay }));
  await tenant((tx) => saveChannel(tx, { locationId, channel: "table_qr" }, { on: false }));
  expect(reasonsOf(await order({}, visitor))).toMatchObject([{ code: "not_taking_orders" }]);
  const until = new Date(Date.now() + 60_000);
  const pause = { on: true, pauseCause: "person", pauseReason: "Chef is ill", pausedUntil: until } as const;
  await tenant((tx) => saveChannel(tx, { locationId, channel: "table_qr" }, { ...pause, pausedAt: new Date() }));
  const held = await order({}, visitor);
  expect(reasonsOf(held)).toMatchObject([{ code: "paused" }]);
  expect(JSON.stringify(held.body)).not.toContain("Chef is ill");
  await tenant((tx) => saveChannel(tx, { locationId, channel: "table_qr" }, { on: true, pauseCause: null }));
  await tenant((tx) =>
    tx.execute(`update connections set status = 'needs_reauthorization' where merchant_id = '${actor.merchantId}'`),
  );
  const refused = await order({}, visitor);
  expect(refused.status).toBe(422);
  expect(JSON.stringify(refused.body)).not.toMatch(/Lightspeed|Settings|profile|webhook/i);
  expect((await getGuestPlace(stage.services, visitor))?.reasons.length).toBeGreaterThan(0);
});

test("a visit that orders without end is slowed down, others at the same network are not", async () => {
  const eager = await guestAt(stage, merchant);
  const answers = [];
  for (let n = 0; n < 14; n++) answers.push(await order({ expectedTotal: 1 }, eager));
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(2);
  expect(answers.at(-1)?.headers?.["Retry-After"]).toMatch(/^\d+$/);
  expect((await order({}, await guestAt(stage, merchant))).status).toBe(201);
});
