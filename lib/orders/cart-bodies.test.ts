import fc from "fast-check";
import { expect, inject, test } from "vitest";
import type { Order } from "@/db/schema";
import { createKSeriesClient } from "@/lib/k-series";
import { contractOperations, faults } from "@/lib/k-series/testing/contract";
import { type OrderInput, orderInput } from "./order-input";
import { CLAIM_MS } from "./patience";
import { priceCart } from "./price-cart";
import type { TillSetup } from "./till-setup";
import { toLocalOrder } from "./to-local-order";
import { toToGoOrder } from "./to-to-go-order";

const now = new Date("2026-11-26T12:00:00Z");
const optional = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
const text = (maxLength: number) => fc.string({ minLength: 1, maxLength, unit: "grapheme" });
const minor = fc.integer({ min: 0, max: 50_000 });

const shape = {
  sku: fc.string({ minLength: 1, maxLength: 25, unit: fc.constantFrom(..."AB-9") }),
  ...{ name: optional(text(40)), quantity: fc.integer({ min: 1, max: 9 }), unitPrice: minor },
  modifiers: optional(
    fc.array(fc.record({ id: fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }).map(String) }), { maxLength: 3 }),
  ),
};
const { item } = fc.letrec<{ item: object }>((tie) => ({
  item: fc.record({ ...shape, subItems: optional(fc.array(tie("item"), { maxLength: 2, depthIdentifier: "item" })) }),
}));
const line = fc.record({
  ...shape,
  subItems: optional(fc.array(item, { maxLength: 2 })),
  course: optional(fc.integer({ min: 0, max: 20 })),
  discount: optional(fc.record({ code: text(40), amount: minor, manual: optional(fc.boolean()) })),
});
const customer = fc.record({
  ...{ firstName: text(128), lastName: optional(text(128)), email: optional(fc.constant("ada@guest.test")) },
  phone: optional(fc.stringMatching(/^\+[1-9]\d{5,14}$/)),
});
const address = fc.record({ line1: text(200), line2: optional(text(200)), zip: text(20), city: text(100) });
const common = {
  ...{ lines: fc.array(line, { minLength: 1, maxLength: 5 }), tip: optional(minor), serviceCharge: optional(minor) },
  ...{ note: optional(text(500)), currency: fc.constantFrom("JPY", "EUR", "KWD"), expectedTotal: fc.constant(1) },
};
/** Whatever a channel may send: through the same schema as its body. */
const bodies = fc
  .oneof(
    fc.record({
      ...{ ...common, type: fc.constant("dine_in"), customer: optional(customer) },
      ...{ table: optional(fc.stringMatching(/^\d{1,9}$/)), guests: optional(fc.integer({ min: 1, max: 999 })) },
      check: optional(fc.constant("A17701.1")),
    }),
    fc.record({ ...common, type: fc.constant("takeaway"), customer }),
    fc.record({ ...common, type: fc.constant("delivery"), customer, address }),
  )
  .map((body) => orderInput.safeParse(body))
  .filter(({ success }) => success)
  .map(({ data }) => data as OrderInput)
  // More than a channel may ask for.
  .filter((input) => priceCart(input).totals.totalMinor <= 100_000_000);
/** Most of them hours off; what waited for Lightspeed may be past, or be so before it gets there. */
const moment = fc.option(
  fc
    .oneof(fc.integer({ min: -7_200, max: 300 }), fc.integer({ min: 300, max: 3_600_000 }))
    .map((seconds) => new Date(now.getTime() + seconds * 1_000)),
);
const setups: fc.Arbitrary<TillSetup> = fc.record({
  ...{ businessLocationId: fc.constant("90071992547409935"), endpointId: fc.constant("e-1") },
  ...{ accountProfileCode: fc.constantFrom("DINEIN", null), paymentMethod: fc.constantFrom("OOPAYMENT", null) },
  ...{ staffId: fc.constantFrom("5", null), deliverWithinMs: fc.integer({ min: 60_000, max: 3_600_000 }) },
  paymentMode: fc.constantFrom("embedded", "separate"),
});

const orderOf = (input: OrderInput, setup: TillSetup, at: { scheduledFor: Date | null; collectAt: Date | null }) => {
  const { lines, totals } = priceCart(input);
  const { currency, customer = null, address = null, table = null, check = null, guests = null, note = null } = input;
  return {
    ...{ ...totals, ...at, lines, currency, customer, address, guests, note, channel: "online" },
    ...{ kind: input.type === "dine_in" ? "local" : "to_go", tableNumber: table, addToCheck: check },
    ...{ paymentMode: setup.paymentMode, reference: "UPV-001-0123456789ABCDEF", number: "UPV-001" },
  } as unknown as Order;
};

/** What the client puts on the wire. */
async function bodySent(order: Order, setup: TillSetup): Promise<unknown> {
  let sent: unknown;
  const client = createKSeriesClient({
    ...{ baseUrl: "https://till.test", getAccessToken: async () => "token" },
    fetch: async (_, init) => {
      sent = JSON.parse(String(init.body));
      return Response.json({ status: "ok" });
    },
  });
  const { currency } = order;
  if (order.kind === "local") await client.orders.submitLocal({ currency, body: toLocalOrder(order, setup, now) });
  else await client.orders.submitToGo({ currency, body: toToGoOrder(order, setup, now) });
  return sent;
}

type Times = { scheduledTimeForOrderAsIso8601?: string; orderCollectionTimeAsIso8601?: string };
type Item = { sku: string; quantity: number; course?: number; discountCode?: string; discountAmountOverride?: number };
const asked = ({ sku, quantity, course, discountCode, discountAmountOverride }: Item) => ({
  ...{ sku, quantity, course, discountCode, isManual: discountAmountOverride !== undefined },
});

/** What of a line must stand on the wire: courses are for tables, and an amount of our own only with a discount that is given by hand. */
const wished = ({ sku, quantity, course, discount }: OrderInput["lines"][number], { type }: OrderInput) => ({
  ...{ sku, quantity, course: type === "dine_in" ? course : undefined },
  ...{ discountCode: discount?.code, isManual: discount?.manual === true },
});

const schemaOf = (path: string) => contractOperations.find((one) => one.path === path)?.body;
const schemas = { local: schemaOf("/o/op/1/order/local"), to_go: schemaOf("/o/op/1/order/toGo") };

// TEST_ROUNDS=1: as many as the proof asks for.
const ROUNDS = inject("longRounds") > 0 ? 10_000 : 500;

test(`${ROUNDS} carts of every kind reach the wire as the vendor's contract wants them, with no time that is past when they get there (rows 57, 66)`, async () => {
  const [kinds, times] = [new Set<string>(), new Set<string>()];
  await fc.assert(
    fc.asyncProperty(bodies, setups, moment, moment, async (input, setup, scheduledFor, collectAt) => {
      const order = orderOf(input, setup, { scheduledFor, collectAt });
      const body = await bodySent(order, setup);
      kinds.add(order.address ? "delivery" : order.kind);
      expect(faults(schemas[order.kind], body)).toEqual([]);
      expect(body).toMatchObject({ thirdPartyReference: order.reference, items: { length: order.lines.length } });
      expect((body as { items: Item[] }).items.map(asked)).toEqual(input.lines.map((one) => wished(one, input)));
      expect(Object.hasOwn(body as object, "payment")).toBe(setup.paymentMode === "embedded");
      const { scheduledTimeForOrderAsIso8601, orderCollectionTimeAsIso8601 } = body as Times;
      for (const [wish, sent] of [
        [scheduledFor, scheduledTimeForOrderAsIso8601],
        [collectAt, orderCollectionTimeAsIso8601],
      ] as const) {
        // Whoever sends it may take until then.
        if (sent !== undefined) expect(Date.parse(sent)).toBeGreaterThan(now.getTime() + CLAIM_MS);
        if (sent !== undefined) expect(sent).toBe(wish?.toISOString());
        else expect(wish === null || wish.getTime() < now.getTime() + 2 * CLAIM_MS).toBe(true);
        times.add(sent !== undefined ? "sent" : wish === null ? "none" : "too near");
      }
    }),
    { numRuns: ROUNDS },
  );
  expect([...times].sort()).toEqual(["none", "sent", "too near"]);
  expect([...kinds].sort()).toEqual(["delivery", "local", "to_go"]);
}, 600_000);

test("the contract would refuse a body without its items, or with a quantity that is no number", async () => {
  for (const schema of Object.values(schemas)) {
    expect(faults(schema, {})).not.toEqual([]);
    const whole = {
      businessLocationId: 1,
      endpointId: "e",
      thirdPartyReference: "A",
      customerInfo: { firstName: "A" },
    };
    expect(faults(schema, { ...whole, items: [{ sku: "A", quantity: "1" }] })).not.toEqual([]);
  }
});
