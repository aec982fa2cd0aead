import type { Page } from "@playwright/test";
import { readGuestToken, signGuestToken } from "@/lib/guest/guest-token";
import { orderOf, pay, phone } from "./fixtures/guest-page";
import { openForGuests } from "./fixtures/guests";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null, viewport: phone });

type Counting = typeof globalThis & { streams: EventSource[] };

/** The page's streams from its beginning on, so that those that it holds open can be counted. */
const countStreams = (page: Page) =>
  page.addInitScript(() => {
    const holder = globalThis as Counting;
    holder.streams = [];
    const Plain = EventSource;
    globalThis.EventSource = class extends Plain {
      constructor(url: string | URL) {
        super(url);
        holder.streams.push(this);
      }
    };
  });
const openStreams = (page: Page) =>
  page.evaluate(() => (globalThis as Counting).streams.filter(({ readyState }) => readyState !== 2).length);

const look = (page: Page, state: "visible" | "hidden") =>
  page.evaluate((now) => {
    Object.defineProperty(document, "visibilityState", { value: now, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
  }, state);

test("the page of an order that is over listens for two hours from each look at it, not out of sight, and says when the money comes back", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await page.getByRole("button", { name: "Add Beef carpaccio" }).click();
  await page.getByRole("link", { name: /View basket · 1 item/ }).click();
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await pay(page).click();
  await expect.poll(async () => (await orderOf(stack, connected))[0]?.status, { timeout: 60_000 }).toBe("completed");
  await expect(page.getByText(/^The kitchen has your order/)).toBeVisible();

  await countStreams(page);
  await page.clock.install();
  await page.reload();
  await expect.poll(() => openStreams(page)).toBe(1);
  await page.clock.fastForward("01:59:00");
  expect(await openStreams(page)).toBe(1);
  await page.clock.fastForward("00:02:00");
  expect(await openStreams(page)).toBe(0);
  await look(page, "hidden");
  expect(await openStreams(page)).toBe(0);
  await look(page, "visible");
  await expect.poll(() => openStreams(page)).toBe(1);
  await look(page, "hidden");
  expect(await openStreams(page)).toBe(0);
  await look(page, "visible");

  type Books = { charges: { id: string }[] };
  const { charges } = await sandbox.control<Books>("GET", `/payments/accounts/${place.payAt}/books`);
  await sandbox.control("POST", `/payments/charges/${charges[0]?.id}/refund`, {});
  await expect(page.getByRole("status")).toHaveText(/back/, { timeout: 60_000 });
});

test("whose visit ends while the payment is made comes back to the order, and begins a new visit to order more", async ({
  page,
  context,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await page.getByRole("button", { name: "Add Beef carpaccio" }).click();
  await page.getByRole("link", { name: /View basket · 1 item/ }).click();
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await expect(pay(page)).toBeVisible();

  const { keyring } = stack.services;
  const cookie = (await context.cookies()).find(({ name }) => name.endsWith(".visit"));
  const visit = cookie && readGuestToken(keyring, cookie.value, new Date());
  if (!cookie || !visit) throw new Error("the guest has no visit");
  const token = signGuestToken(keyring, { ...visit, expiresAt: Date.now() - 1_000 });
  await context.addCookies([{ ...cookie, value: token }]);
  await pay(page).click();
  await expect(page.getByRole("heading", { name: /^Order UPV-/ })).toBeVisible();
  await expect(page.getByText(/^The kitchen has your order/)).toBeVisible({ timeout: 60_000 });
  const headers = { authorization: `Bearer ${token}` };
  const { origin } = new URL(page.url());
  expect((await page.request.get(`${origin}/api/menu`, { headers })).status()).toBe(401);
  expect((await page.request.post(`${origin}/api/orders`, { headers, data: {} })).status()).toBe(401);

  await page.getByRole("link", { name: "Order something else" }).click();
  await expect(page).toHaveURL(/entered=1/);
});
