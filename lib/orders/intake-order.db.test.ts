import { Ajv2020 } from "ajv/dist/2020";
import addFormats from "ajv-formats";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTenant } from "@/db/client";
import type { ApiCaller } from "@/db/queries/api-keys";
import { openStage, type Stage } from "@/lib/testing/connection-stage";
import { createOrderMerchant, ledgerOf, type OrderMerchant, reload } from "@/lib/testing/order-stage";
import { createApiKey, findCaller, getApiKeys, revokeApiKey, rotateApiKey } from "./api-keys";
import { getGuestOrder } from "./guest-status";
import { intakeOrder } from "./intake-order";
import { openApi } from "./openapi";
import { preFlight } from "./pre-flight";
import type { ApiAnswer } from "./problem";

let stage: Stage;
let merchant: OrderMerchant;
let caller: ApiCaller;
const spec = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(spec);
spec.addSchema({ $id: "api", ...openApi("http://localhost:3000", { paths: () => ({}), schemas: {} }) });

beforeAll(async () => {
  stage = await openStage();
  merchant = await createOrderMerchant(stage);
  const { actor, locationId } = merchant;
  const { key } = await createApiKey(stage.services, actor, { locationId, channel: "test", name: "Kiosk 1" });
  const found = await findCaller(stage.services, `Bearer ${key}`);
  if (!found) throw new Error("the key does not open");
  caller = found;
});
afterAll(() => stage.close());

const cart = (change: object = {}) => ({
  type: "dine_in",
  table: "12",
  lines: [{ sku: "STA-GARNAALKROKET", name: "Shrimp croquettes", quantity: 2, unitPrice: 1850 }],
  tip: 200,
  currency: "EUR",
  expectedTotal: 3900,
  ...change,
});

let keys = 0;
const send = (body: unknown, idempotencyKey: string | null = `key-${++keys}`): Promise<ApiAnswer> =>
  intakeOrder(stage.services, {
    caller,
    idempotencyKey,
    rawBody: typeof body === "string" ? body : JSON.stringify(body),
  });

const codeOf = ({ body }: ApiAnswer) => (body as { code?: string }).code;
const orderIn = ({ body }: ApiAnswer) => ({ id: (body as { id: string }).id, merchantId: caller.merchantId });

async function countOrders(): Promise<number> {
  const [row] = await withTenant(stage.services.db, caller.merchantId, (tx) =>
    tx.execute<{ n: number }>("select count(*)::int as n from orders"),
  );
  return row?.n ?? 0;
}

/** As the description says, whatever came. */
function described(answer: ApiAnswer): void {
  const name = answer.status >= 400 ? "Problem" : "Order";
  const check = spec.getSchema(`api#/components/schemas/${name}`);
  const plain: unknown = JSON.parse(JSON.stringify(answer.body));
  expect(check?.(plain), JSON.stringify(check?.errors)).toBe(true);
}

test("a cart becomes one order with number, references and books, and the guest is sent to pay", async () => {
  const answer = await send(cart());
  expect(answer.status).toBe(201);
  described(answer);
  expect(answer.body).toMatchObject({ status: "awaiting_payment", totalMinor: 3900, currency: "EUR" });
  const order = await reload(stage, orderIn(answer));
  expect(order).toMatchObject({ status: "awaiting_payment", tipMinor: 200, subtotalMinor: 3700, channel: "test" });
  expect(order.reference).toMatch(/^UPV-\d{3,}-[0-9A-Z]{16}$/);
  const entries = await ledgerOf(stage, order);
  expect(entries.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(0);
});

test("twenty equal requests at once make one order, and a day of repeats gets its very answer", async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => send(cart(), "one-key")));
  const placed = answers.filter(({ status }) => status === 201);
  expect(placed.length).toBeGreaterThanOrEqual(1);
  expect(new Set(placed.map((answer) => orderIn(answer).id)).size).toBe(1);
  expect(answers.filter((answer) => answer.status !== 201).every((one) => codeOf(one) === "request_in_progress")).toBe(
    true,
  );
  const repeat = await send(cart(), "one-key");
  expect(repeat).toMatchObject({ status: 201, headers: { "Idempotent-Replayed": "true" } });
  expect(orderIn(repeat)).toEqual(orderIn(placed[0] as ApiAnswer));
});

test("the same key with another body is refused, and the first order stays as it is", async () => {
  const first = await send(cart(), "reused");
  const second = await send(cart({ tip: 0, expectedTotal: 3700 }), "reused");
  expect([first.status, second.status, codeOf(second)]).toEqual([201, 409, "idempotency_key_reused"]);
  described(second);
});

test("a request that was cut off after its order was stored goes on with that order", async () => {
  const now = stage.services.now;
  const cut = { ...stage.services, payments: { ...stage.services.payments, appUrl: "not an address" } };
  const rawBody = JSON.stringify(cart());
  await expect(intakeOrder(cut, { caller, idempotencyKey: "cut", rawBody })).rejects.toThrow();
  const again = await intakeOrder({ ...stage.services, now }, { caller, idempotencyKey: "cut", rawBody });
  expect(again.status).toBe(201);
  const numbers = await withTenant(stage.services.db, caller.merchantId, (tx) =>
    tx.execute<{ n: number }>(`select count(*)::int as n from orders where id = '${orderIn(again).id}'`),
  );
  expect(numbers[0]?.n).toBe(1);
});

test.each([
  ["landing", "makes no second order"],
  ["refused", "does not answer in its place"],
] as const)("a request that took so long that a repeat went on in its place (%s) %s", async (verdict, _) => {
  const request = { caller, idempotencyKey: `slow-${verdict}`, rawBody: JSON.stringify(cart()) };
  const later = { ...stage.services, now: () => new Date(Date.now() + 61_000) };
  const before = await countOrders();
  let release = () => {};
  const slowIsOver = new Promise<void>((resolve) => {
    release = resolve;
  });
  let repeat: Promise<ApiAnswer> | null = null;
  const slow = await intakeOrder(stage.services, request, async (services, draft) => {
    await new Promise<void>((looking) => {
      repeat = intakeOrder(later, request, async (...look) => {
        looking();
        await slowIsOver;
        return preFlight(...look);
      });
    });
    return { ...(await preFlight(services, draft)), ok: verdict === "landing" };
  });
  release();
  expect([slow.status, codeOf(slow)]).toEqual([409, "request_in_progress"]);
  const answer = await (repeat as Promise<ApiAnswer> | null);
  expect(answer).toMatchObject({ status: 201 });
  expect(await countOrders()).toBe(before + 1);
  expect(await intakeOrder(later, request)).toMatchObject({
    status: 201,
    body: { id: orderIn(answer as ApiAnswer).id },
  });
});

test("a key whose order is over by the time it is sent again tells how that ended, and opens no payment page", async () => {
  const cut = { ...stage.services, payments: { ...stage.services.payments, appUrl: "not an address" } };
  const rawBody = JSON.stringify(cart());
  await expect(intakeOrder(cut, { caller, idempotencyKey: "late", rawBody })).rejects.toThrow();
  await withTenant(stage.services.db, caller.merchantId, (tx) =>
    tx.execute(`update orders set status = 'cancelled', deadline_at = null where id =
      (select order_id from idempotency_keys where key = 'late' and merchant_id = '${caller.merchantId}')`),
  );
  const again = await intakeOrder(stage.services, { caller, idempotencyKey: "late", rawBody });
  expect(again).toMatchObject({ status: 201, body: { status: "cancelled", paymentUrl: null } });
  const payments = await withTenant(stage.services.db, caller.merchantId, (tx) =>
    tx.execute<{ n: number }>(`select count(*)::int as n from payments where order_id = '${orderIn(again).id}'`),
  );
  expect(payments[0]?.n).toBe(0);
});

test.each([
  ["no key", cart(), null, 400, "idempotency_key_missing"],
  ["no JSON", "{", undefined, 400, "invalid_json"],
  ["a field that nobody knows", cart({ surprise: 1 }), undefined, 400, "invalid_order"],
  [
    "a SKU that no till takes",
    cart({ lines: [{ sku: "x".repeat(26), quantity: 1, unitPrice: 1 }] }),
    undefined,
    400,
    "invalid_order",
  ],
  ["half a dish", cart({ lines: [{ sku: "A", quantity: 0.5, unitPrice: 1 }] }), undefined, 400, "invalid_order"],
  ["an amount in decimals", cart({ tip: 1.5 }), undefined, 400, "invalid_order"],
  ["a cent too little", cart({ expectedTotal: 3899 }), undefined, 422, "total_mismatch"],
  ["another currency", cart({ currency: "USD" }), undefined, 422, "would_not_land"],
  ["another channel", cart({ channel: "kiosk" }), undefined, 403, "wrong_channel"],
  ["a way back to another site", cart({ returnUrl: "https://elsewhere.test/" }), undefined, 400, "invalid_order"],
] as const)("%s is refused with a code of its own, and nothing is stored", async (_, body, key, status, code) => {
  const before = await countOrders();
  const answer = key === null ? await send(body, null) : await send(body);
  expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  described(answer);
  expect(await countOrders()).toBe(before);
});

test("a key works until it is revoked, its successor at once, and neither can be read back", async () => {
  const { actor, locationId } = merchant;
  const first = await createApiKey(stage.services, actor, { locationId, channel: "kiosk", name: "Kiosk 2" });
  const second = await rotateApiKey(stage.services, actor, { id: first.view.id });
  const opens = async (key: string) => (await findCaller(stage.services, `Bearer ${key}`)) !== null;
  expect([await opens(first.key), await opens(second.key)]).toEqual([true, true]);
  const inTwoDays = { ...stage.services, now: () => new Date(Date.now() + 2 * 86_400_000) };
  expect(await findCaller(inTwoDays, `Bearer ${first.key}`)).toBeNull();
  await revokeApiKey(stage.services, actor, { id: second.view.id });
  expect(await opens(second.key)).toBe(false);
  expect(JSON.stringify(await getApiKeys(stage.services, actor.merchantId))).not.toContain(second.key.slice(12));
  for (const wrong of [null, "", "Bearer", `Bearer ${first.key.slice(0, -1)}`, `Basic ${first.key}`])
    expect(await findCaller(stage.services, wrong)).toBeNull();
});

test("a request that is repeated with a key's successor, or with the key before it, is the same request; with another key it is not", async () => {
  const { actor, locationId } = merchant;
  const make = () => createApiKey(stage.services, actor, { locationId, channel: "test", name: "Kiosk 3" });
  const [first, another] = [await make(), await make()];
  const second = await rotateApiKey(stage.services, actor, { id: first.view.id });
  const third = await rotateApiKey(stage.services, actor, { id: second.view.id });
  const rawBody = JSON.stringify(cart());
  const sendWith = async ({ key }: { key: string }, idempotencyKey: string) => {
    const found = await findCaller(stage.services, `Bearer ${key}`);
    if (!found) throw new Error("the key does not open");
    return orderIn(await intakeOrder(stage.services, { caller: found, idempotencyKey, rawBody }));
  };
  for (const [number, [one, next]] of [[first, third] as const, [third, second] as const].entries()) {
    const order = await sendWith(one, `rotated-${number}`);
    expect(await sendWith(next, `rotated-${number}`)).toEqual(order);
    expect(await sendWith(another, `rotated-${number}`)).not.toEqual(order);
  }
});

test("an order is shown to its own location's key and to no other merchant's", async () => {
  const { id: orderId } = orderIn(await send(cart()));
  expect(await getGuestOrder(stage.services, { ...caller, orderId })).toMatchObject({ status: "awaiting_payment" });
  const other = await createOrderMerchant(stage);
  const theirs = { merchantId: other.actor.merchantId, locationId: other.locationId };
  expect(await getGuestOrder(stage.services, { ...theirs, orderId })).toBeNull();
});
