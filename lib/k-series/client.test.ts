import { expect, test } from "vitest";
import { retryAfter } from "./answer";
import {
  KSeriesAuthError,
  KSeriesForbiddenError,
  KSeriesHttpError,
  KSeriesInputError,
  KSeriesNetworkError,
  KSeriesNotFoundError,
  KSeriesReferenceUsedError,
  KSeriesResponseError,
} from "./errors";
import { samples } from "./testing/samples";
import { json, networkError, standIn } from "./testing/stand-in";

const thrownBy = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
const order = samples.orders.submitLocal;
const payment = samples.payments.apply;

test("fills the path, adds the query and sends the bearer token", async () => {
  const { client, asked } = standIn(() => json([{ id: 7, name: "Terrace" }]));
  expect(await client.floorPlans.list({ businessLocationId: "45", query: { expandTables: true } })).toEqual([
    { id: "7", name: "Terrace", tables: [] },
  ]);
  expect(asked[0]?.url.href).toBe("https://k-series.test/o/op/data/45/floorplans?expandTables=true");
  expect(asked[0]?.token).toBe("first");
});

test("an id beyond 2^53 goes out digit for digit, as a plain number", async () => {
  const { client, asked } = standIn(() => json({ status: "ok" }));
  await client.orders.submitLocal(order);
  expect(asked[0]?.init.body).toContain('"staffId":9223372036854775807,');
  expect(asked[0]?.init.body).toContain('"businessLocationId":9765040300495493,');
});

test("an amount goes out exactly, by the currency's own decimals", async () => {
  const bodies = await Promise.all(
    ["JPY", "EUR", "KWD"].map(async (currency) => {
      const { client, asked } = standIn(() => json({ status: "ok" }));
      await client.payments.apply({ ...payment, currency });
      return /"paymentAmount":([\d.]+),"tipAmount":([\d.]+)/.exec(String(asked[0]?.init.body))?.slice(1);
    }),
  );
  expect(bodies.map((found) => found?.sort())).toEqual([
    ["300", "3900"],
    ["3.00", "39.00"],
    ["0.300", "3.900"],
  ]);
});

test("a menu is read in our words: names, ids, amounts, and entries that nobody knows yet", async () => {
  const entries = [
    { "@type": "menuItem", productName: "Soup", productPrice: "7.5", sku: "S", defaultTaxAmount: 0.8035714 },
    {
      "@type": "group",
      id: "9",
      menuEntry: [{ "@type": "menuDeal", pricingStrategy: "CUSTOMIZED_ITEM_PRICE_WILL_BE_POSTIVE" }],
    },
    { "@type": "hologram", productName: "Tomorrow" },
  ];
  const { client } = standIn(() =>
    json({ ikentooMenuId: 5, menuName: "Card", menuEntryGroups: [{ "@type": "group", menuEntry: entries }] }),
  );
  const menu = await client.menus.load({ menuId: "5", currency: "EUR", query: { businessLocationId: "45" } });
  expect(menu).toEqual({
    id: "5",
    name: "Card",
    groups: [
      {
        type: "group",
        entries: [
          { type: "menuItem", name: "Soup", priceMinor: 750, sku: "S", defaultTaxMinor: 80 },
          {
            type: "group",
            id: "9",
            entries: [{ type: "menuDeal", pricingStrategy: "CUSTOMIZED_ITEM_PRICE_WILL_BE_POSITIVE" }],
          },
          { type: "unknown", vendorType: "hologram", productName: "Tomorrow" },
        ],
      },
    ],
  });
});

test("a menu entry with a broken field is noted with the reason, and everything around it is read", async () => {
  const entries = [
    { "@type": "menuItem", productName: "Soup", sku: "S", productPrice: "a lot" },
    7,
    { "@type": "menuItem", productName: "Bread", productPrice: 2 },
    {
      "@type": "menuItem",
      productName: "Burger",
      menuModifierGroups: [{ productModifiers: [{ productName: 1 }, { productName: "Bacon" }] }],
    },
  ];
  const groups = [{ "@type": "group", menuEntry: entries }, null];
  const { client } = standIn(() => json({ ikentooMenuId: 5, menuEntryGroups: groups }));
  const menu = await client.menus.load({ menuId: "5", currency: "EUR", query: { businessLocationId: "45" } });
  const broken = { type: "broken", name: null, sku: null };
  expect(menu.groups).toEqual([
    {
      type: "group",
      entries: [
        { ...broken, name: "Soup", sku: "S", reason: "productPrice is not an amount" },
        { ...broken, reason: "it is of no known form" },
        { type: "menuItem", name: "Bread", priceMinor: 200 },
        {
          type: "menuItem",
          name: "Burger",
          modifierGroups: [
            { productModifiers: [{ ...broken, reason: expect.stringContaining("productName") }, { name: "Bacon" }] },
          ],
        },
      ],
    },
    { ...broken, reason: "it is of no known form" },
  ]);
});

test("items are listed without their prices where no currency is named", async () => {
  const { client } = standIn(() =>
    json([{ id: 1, sku: "S", costPrice: 1.85, prices: [{ amount: 7.5, name: "Standard" }] }]),
  );
  const [item] = await client.items.list({ query: { businessLocationId: "45", amount: 1 } });
  expect(item).toMatchObject({ id: "1", sku: "S", prices: [{ name: "Standard" }] });
  expect(JSON.stringify(item)).not.toMatch(/Minor|7\.5|1\.85/);
});

test.each(["", ".", "..", "a".repeat(26)])("the SKU %j is never put into a path", async (sku) => {
  const { client, asked } = standIn(() => json({}));
  await expect(client.richItems.remove({ businessId: "1", sku })).rejects.toThrow(KSeriesInputError);
  expect(asked).toEqual([]);
});

test("a SKU with slashes, marks and spaces stays one segment", async () => {
  const { client, asked } = standIn(() => new Response(null, { status: 204 }));
  await client.richItems.remove({ businessId: "1", sku: "../2/A?b=c#d é" });
  expect(asked[0]?.url.pathname).toBe("/i/richItem/1/..%2F2%2FA%3Fb%3Dc%23d%20%C3%A9");
});

test("what does not fit is refused before it is sent, and the message does not repeat it", async () => {
  const { client, asked } = standIn(() => json({}));
  const customerInfo = { firstName: "", lastName: "Secret" };
  const error = await thrownBy(client.orders.submitLocal({ ...order, body: { ...order.body, customerInfo } }));
  expect(error).toBeInstanceOf(KSeriesInputError);
  expect(String(error)).toContain('orders.submitLocal: the arguments do not fit at "customerInfo.firstName"');
  expect(String(error)).not.toContain("Secret");
  await expect(client.checks.list({ currency: "euro", query: { businessLocationId: "1" } })).rejects.toThrow(
    KSeriesInputError,
  );
  expect(asked).toEqual([]);
});

test("a used reference is its own error: 409 on an order, 400 with the vendor's sentence on a payment", async () => {
  const used = standIn(() => json({ status: "fail", msg: "reference has already been used UPV-1" }, 409));
  await expect(used.client.orders.submitLocal(order)).rejects.toThrow(KSeriesReferenceUsedError);
  await expect(used.client.orders.submitLocal(order)).rejects.toThrow(
    "orders.submitLocal: 409 reference has already been used",
  );
  const paid = standIn(() => json({ status: 400, message: "reference has already been used UPV-1" }, 400));
  await expect(paid.client.payments.apply(payment)).rejects.toThrow(KSeriesReferenceUsedError);
  const refused = standIn(() => json({ status: 400, message: "Unknown payment method" }, 400));
  const error = await thrownBy(refused.client.payments.apply(payment));
  expect(error).toBeInstanceOf(KSeriesHttpError);
  expect(error).not.toBeInstanceOf(KSeriesReferenceUsedError);
});

test.each([
  [401, KSeriesAuthError, false],
  [403, KSeriesForbiddenError, false],
  [404, KSeriesNotFoundError, false],
  [400, KSeriesHttpError, false],
  [302, KSeriesHttpError, false],
  [429, KSeriesHttpError, true],
  [503, KSeriesHttpError, true],
])("status %d has a class that says whose fault it is", async (status, kind, transient) => {
  const { client } = standIn(
    () => new Response("<html>no</html>", { status, headers: { location: "https://thief.test/" } }),
  );
  const error = await thrownBy(client.businesses.list({}));
  expect(error).toBeInstanceOf(kind);
  expect(error).toMatchObject({ operation: "businesses.list", status, transient });
});

test("names the refused fields, never their values, on one line", async () => {
  const body = {
    status: "400",
    message: "One\nfield\u0007 refused",
    apiSubExceptions: [{ field: "name", rejectedValue: "Secret", message: "must not be empty" }],
  };
  const { client } = standIn(() => json(body, 400));
  const error = await thrownBy(client.items.create({ ...samples.items.create }));
  expect(error).toMatchObject({
    reason: "One field refused",
    fields: [{ field: "name", message: "must not be empty" }],
  });
  expect(JSON.stringify(error) + String(error)).not.toContain("Secret");
});

test("a 401 costs one forced refresh of exactly that token and one retry", async () => {
  const { client, asked } = standIn(({ token }) => (token === "first" ? json({}, 401) : json([])));
  expect(await client.businesses.list({})).toEqual([]);
  expect(asked.map(({ token }) => token)).toEqual(["first", "second"]);
});

test("a second 401 is final", async () => {
  const { client, asked } = standIn(() => json({}, 401));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesAuthError);
  expect(asked).toHaveLength(2);
});

test("no floor plan is an empty list, not a fault", async () => {
  const { client } = standIn(() => new Response(null, { status: 404 }));
  expect(await client.floorPlans.list({ businessLocationId: "45" })).toEqual([]);
});

test("redirects are never followed", async () => {
  const { client, asked } = standIn(
    () => new Response(null, { status: 307, headers: { location: "https://thief.test/" } }),
  );
  await expect(client.businesses.list({})).rejects.toMatchObject({ status: 307 });
  expect(asked.map(({ init }) => init.redirect)).toEqual(["manual"]);
});

test.each([
  ["ECONNREFUSED", "connection refused", false],
  ["ENOTFOUND", "host name not found", false],
  ["ECONNRESET", "connection lost", true],
])("after %s it is known whether the request may have arrived", async (code, reason, mayHaveArrived) => {
  const { client, recorded } = standIn(() => networkError(code));
  const error = await thrownBy(client.orders.submitLocal(order));
  expect(error).toBeInstanceOf(KSeriesNetworkError);
  expect(error).toMatchObject({ mayHaveArrived, message: `orders.submitLocal: ${reason}` });
  expect(recorded).toMatchObject([{ operation: "orders.submitLocal", status: null, note: reason }]);
});

test("an answer past the deadline is a network error", async () => {
  const never = ({ init }: { init: RequestInit }) =>
    new Promise<Response>((_, reject) => init.signal?.addEventListener("abort", () => reject(init.signal?.reason)));
  const { client } = standIn(never, { timeoutMs: 5 });
  await expect(client.businesses.list({})).rejects.toThrow("businesses.list: no answer in time");
});

test("a caller who gives up gets their own reason back", async () => {
  const controller = new AbortController();
  const { client, recorded } = standIn(({ init }) => {
    controller.abort(new Error("enough"));
    throw init.signal?.reason;
  });
  await expect(client.businesses.list({}, { signal: controller.signal })).rejects.toThrow("enough");
  expect(recorded).toMatchObject([{ note: "given up by the caller" }]);
  await expect(client.businesses.list({}, { signal: controller.signal })).rejects.toThrow("enough");
});

test("an answer larger than the operation's cap is not read to the end", async () => {
  let sent = 0;
  const endless = new ReadableStream({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(1024 * 1024).fill(32));
    },
  });
  const { client, recorded } = standIn(() => new Response(endless));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesResponseError);
  expect(sent).toBeLessThan(10);
  expect(recorded).toMatchObject([{ status: 200, note: "answer too large" }]);
});

test.each([
  ["HTML", "<html>maintenance</html>"],
  ["nothing", ""],
  ["half an answer", '[{"id":1'],
  ["another shape", '{"businesses":[]}'],
  ["an answer nested a hundred thousand deep", "[".repeat(100_000) + "]".repeat(100_000)],
])("a success with %s is refused, not passed on", async (_, text) => {
  const { client } = standIn(() => new Response(text));
  await expect(client.businesses.list({})).rejects.toThrow(KSeriesResponseError);
});

test("a menu nested so deeply that it would exhaust the stack is refused", async () => {
  const deep = '{"@type":"group","menuEntry":['.repeat(20_000) + "]}".repeat(20_000);
  const { client } = standIn(() => new Response(`{"ikentooMenuId":1,"menuEntryGroups":[${deep}]}`));
  await expect(client.menus.load({ menuId: "1", currency: "EUR", query: { businessLocationId: "1" } })).rejects.toThrow(
    KSeriesResponseError,
  );
});

test("every exchange is recorded under the id that was sent, without token, body or header", async () => {
  const { client, asked, recorded } = standIn(({ token }) =>
    token === "first" ? json({}, 401) : json({ status: "ok" }),
  );
  await client.orders.submitLocal(order, { correlationId: "timeline-7" });
  expect(asked.map(({ init }) => new Headers(init.headers).get("x-correlation-id"))).toEqual([
    "timeline-7",
    "timeline-7",
  ]);
  expect(recorded).toEqual([
    { operation: "orders.submitLocal", status: 401, durationMs: expect.any(Number), correlationId: "timeline-7" },
    { operation: "orders.submitLocal", status: 200, durationMs: expect.any(Number), correlationId: "timeline-7" },
  ]);
});

test.each([
  ["120", 120_000],
  ["0", 0],
  ["Mon, 23 Nov 2026 12:00:30 GMT", 30_000],
  ["Mon, 23 Nov 2026 11:00:00 GMT", 0],
  ["soon", undefined],
  ["-5", undefined],
  ["1.5", undefined],
  ["", undefined],
  [null, undefined],
])("Retry-After %j is %s milliseconds", (header, ms) => {
  expect(retryAfter(header, Date.parse("2026-11-23T12:00:00Z"))).toBe(ms);
});
