import type { Page } from "@playwright/test";
import { openForGuests } from "./fixtures/guests";
import type { Merchant } from "./fixtures/merchants";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

const LIMIT_MS = 2_000;
const SOUP = "STA-SOEP";

/** From now on the page notes when this text first stands on it. */
async function watchFor(page: Page, text: string): Promise<void> {
  await page.evaluate((wanted) => {
    const isThere = () => document.body.innerText.includes(wanted);
    if (isThere()) throw new Error(`${wanted} is there already`);
    const shown = new Promise<number>((resolve) => {
      const look = () => {
        if (!isThere()) return;
        observer.disconnect();
        resolve(performance.timeOrigin + performance.now());
      };
      const observer = new MutationObserver(look);
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
    Object.assign(window, { shown });
  }, text);
}

const shownAt = (page: Page): Promise<number> => page.evaluate(() => Reflect.get(window, "shown"));

/** Sends a notification as Lightspeed does; when it was answered, by the same clock. */
async function deliver({ sql, settings }: Stack, { merchant }: Merchant, page: Page, body: object): Promise<number> {
  const [row] = await sql`
    select endpoint_id from webhook_endpoints where merchant_id = ${merchant.id} and status = 'registered'`;
  const { LIGHTSPEED_WEBHOOK_USER: user, LIGHTSPEED_WEBHOOK_PASSWORD: password } = settings;
  const sent = {
    path: `/webhook/lightspeed/${row?.endpoint_id}`,
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
    text: JSON.stringify(body),
  };
  const { status, answeredAt } = await page.evaluate(async ({ path, authorization, text }) => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await fetch(path, { method: "POST", headers, body: text, credentials: "omit" });
    return { status: answer.status, answeredAt: performance.timeOrigin + performance.now() };
  }, sent);
  expect(status).toBe(200);
  return answeredAt;
}

async function linkFirst(merchant: Merchant, placeId: string): Promise<void> {
  const { id } = await merchant.addLocation({ name: "Canal side" });
  await merchant.link(id, placeId);
}

const count = (placeId: string, left: number) => ({
  ...{ type: "ITEM", sku: SOUP, count: left, businessLocationId: placeId },
  countUpdatedAt: new Date().toISOString(),
});

test("an item's count stands on the open availability page within two seconds", { tag: "@timed" }, async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await linkFirst(connected, placeId);
  await page.goto("/lightspeed/availability");
  await watchFor(page, "37 left");
  const answeredAt = await deliver(stack, connected, page, count(placeId, 37));
  expect((await shownAt(page)) - answeredAt).toBeLessThan(LIMIT_MS);
});

test("a till that takes no more orders stands on the open status page within two seconds", { tag: "@timed" }, async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await linkFirst(connected, placeId);
  await page.goto("/lightspeed?tab=status");
  await watchFor(page, "The till does not accept online orders.");
  const answeredAt = await deliver(stack, connected, page, {
    ...{ type: "ORDER_API", status: "NOT_READY", businessLocationId: placeId, lastUpdatedAt: new Date().toISOString() },
    onlineOrderingApiConfiguration: { enabled: true, orderProfileId: null, staffId: null },
    posStatus: { salesPeriod: "OPENED", acceptingOnlineOrders: false, availableDevices: true },
  });
  expect((await shownAt(page)) - answeredAt).toBeLessThan(LIMIT_MS);
});

test("what sells out stands on the open page of each channel within two seconds", { tag: "@timed" }, async ({
  page,
  browser,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  const [kiosk, table] = await Promise.all(
    [1, 2].map(async () => (await browser.newContext({ baseURL: stack.appUrl })).newPage()),
  );
  if (!kiosk || !table) throw new Error("no page was opened");
  try {
    await page.goto(place.home);
    await kiosk.goto(place.kioskLink);
    await kiosk.getByRole("button", { name: "Eat here" }).click();
    await table.goto(`${place.home}?code=${place.code}`);
    const guests = [page, kiosk, table];
    for (const guest of guests) {
      await expect(guest.getByRole("heading", { name: "Soup of the day", exact: true })).toBeVisible();
      await watchFor(guest, "Sold out");
    }
    const answeredAt = await deliver(stack, connected, page, count(place.placeId, 0));
    for (const guest of guests) expect((await shownAt(guest)) - answeredAt).toBeLessThan(LIMIT_MS);
  } finally {
    await Promise.all([kiosk, table].map((guest) => guest.context().close()));
  }
});
