import type { Page } from "@playwright/test";
import { withTenant } from "@/db/client";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { logFor } from "@/lib/lightspeed/connection/log";
import { createOrder } from "@/lib/orders/create-order";
import { priceCart } from "@/lib/orders/price-cart";
import { readMenus } from "./fixtures/menus";
import { placePaidOrder, readyToSell } from "./fixtures/orders";
import { expect, test } from "./fixtures/test";
import { hostileTexts } from "./trust/hostile-texts";
import { inParallel } from "./trust/http";

/** Every kind of text in the quick form, all of them with TEST_ROUNDS. */
const texts = process.env.TEST_ROUNDS ? hostileTexts : hostileTexts.filter((_, n) => n < 46 || n % 6 === 0);
const at = (n: number) => texts[n % texts.length] ?? "";
/** What Lightspeed and our own tables hold: no U+0000, and no more than so many characters. */
const name = (text: string, most = 100) => text.replaceAll("\0", "").slice(0, most) || "-";

/** Whatever a text does beyond being shown. */
async function watch(page: Page): Promise<() => Promise<string[]>> {
  const seen: string[] = [];
  await page.exposeFunction("hit", () => void seen.push("a script ran"));
  page.on("dialog", (dialog) => {
    seen.push(`a dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (/evil\.test/.test(request.url())) seen.push(`a request: ${request.url()}`);
  });
  return async () => {
    const planted =
      "[data-hostile], [onerror], [onload], [ontoggle], [srcdoc], [href^='javascript:'], [href*='evil.test']";
    const made = await page.locator(planted).count();
    return made === 0 ? seen : [...seen, `${made} elements of ${page.url()}`];
  };
}

test("hostile names, notes and errors from the till, guests and staff are shown as the texts they are, on every page", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  const { services, sql } = stack;
  const { actor } = merchant.session;
  const { merchantId } = actor;
  const scene = { stack, merchant, sandbox };
  const sold = await readyToSell(scene);
  const { locationId, placeId } = sold;
  await merchant.settled();

  // At the till: items, and so menus; tables; order profiles and payment methods; the reason of a refusal.
  const client = kSeriesFor(services, merchantId);
  const [known] = await client.items.list({
    query: { businessLocationId: placeId, sku: "STA-SOEP", amount: 1 },
    currency: "EUR",
  });
  const accountingGroupId = known?.accountingGroup?.id ?? "";
  await inParallel(texts, 4, (text) =>
    client.items.create({
      body: {
        ...{ businessLocationId: placeId, name: name(text), sku: `H-${texts.indexOf(text)}`, active: true },
        ...{ accountingGroupId, docketName: name(text, 30), defaultPriceMinor: 500, priceMode: "AMOUNT" },
      },
      currency: "EUR",
    }),
  );
  await sandbox.control("PATCH", `/till/${placeId}/back-office`, {
    addedTables: texts.slice(0, 80).map((text, n) => ({ number: 1_000 + n, description: text.slice(0, 60) })),
    orderProfiles: { DINEIN: { name: at(3) }, DELIVERY: { name: at(80) } },
    paymentMethods: { CARD: { name: at(60) }, CASH: { name: at(81) } },
  });
  await sandbox.control("POST", `/till/${placeId}/refusals`, { kind: "orders", reason: texts.join(" ").slice(0, 500) });

  // With us: names and notes of orders, what the log says, locations, people, the merchant.
  const refused = await placePaidOrder(scene, locationId);
  const order = await withTenant(services.db, merchantId, (tx) =>
    createOrder(services, tx, {
      ...{ merchantId, locationId, channel: "table_qr", kind: "local", currency: "EUR" },
      ...priceCart({
        lines: texts.map((text, n) => ({ sku: `H-${n}`, name: name(text), quantity: 1, unitPrice: 500 })),
      }),
      ...{ tableNumber: name(at(48), 20), addToCheck: null, collectAt: null, scheduledFor: null, apiKeyId: null },
      ...{ customer: { firstName: name(at(49)), lastName: name(at(50)) }, address: null, guests: 2 },
      ...{ note: name(texts.join(" "), 2_000), paymentMode: "separate" },
    }),
  );
  for (const text of texts.slice(0, 90))
    await logFor(services, merchantId, { level: "warning", operation: name(text, 40), message: name(text, 300) });
  await sql`update locations set name = ${name(at(49), 60)}, street = ${name(at(52), 60)}, city = ${name(at(53), 60)} where merchant_id = ${merchantId}`;
  await sql`update merchants set name = ${name(at(54), 60)} where id = ${merchantId}`;
  await sql`update users set name = ${name(at(57), 60)} where merchant_id = ${merchantId}`;
  await readMenus(stack, merchant, sold);
  await expect
    .poll(async () => (await sql`select status from orders where id = ${refused.id}`)[0]?.status, { timeout: 30_000 })
    .toBe("failed");

  const found = await watch(page);
  const paths = [
    ...["/", "/orders", `/orders/${order.id}`, `/orders/${refused.id}`],
    ...["/lightspeed", "/lightspeed?tab=status", "/lightspeed/menus", "/lightspeed/items", "/lightspeed/floor-plans"],
    ...["/lightspeed/availability", "/lightspeed/reports", "/lightspeed/webhooks", "/lightspeed/webhooks/deliveries"],
    ...[
      "/channels",
      "/channels/links",
      "/channels/tables",
      "/settings/locations",
      `/settings/locations/${locationId}`,
      "/settings/brand",
    ],
    ...["/settings/team", "/settings/team/audit", "/settings/payments", "/setup", "/help"],
  ];
  for (const path of paths) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(200);
    await expect(page.getByRole("heading", { level: 1 }), path).toBeVisible();
    expect(await found(), path).toEqual([]);
  }
  // The walk saw what it was about.
  await page.goto(`/orders/${order.id}`);
  for (const text of texts.filter((one) => /onerror|<svg/.test(one)).slice(0, 5))
    await expect(page.getByRole("main")).toContainText(name(text));
  await page.goto("/lightspeed/items?q=H-46");
  await expect(page.getByRole("main")).toContainText("H-46");
  const [left] = await sql`select count(*)::int as n from orders where merchant_id = ${merchantId}`;
  expect(left).toEqual({ n: 2 });
});
