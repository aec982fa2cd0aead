import { mkdirSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { Locator, Page } from "@playwright/test";
import { withTenant } from "@/db/client";
import { saveCounts } from "@/db/queries/availability";
import { updateBrand } from "@/lib/brand/update-brand";
import { formatInstant } from "@/lib/format";
import { rotateTableCodes, signTableCode } from "@/lib/orders/table-code";
import { expectAccessible } from "./fixtures/accessible";
import { breakOpeningHours, type GuestPlaceStage, mendOpeningHours, openForGuests } from "./fixtures/guests";
import { createMerchant, type Merchant } from "./fixtures/merchants";
import { breakPictures, expectPlacesKept, widthsOf } from "./fixtures/pictures";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

const brussels = { country: "BE", timeZone: "Europe/Brussels" };
const phone = { width: 390, height: 844 };
test.use({ signedInAs: null, viewport: phone });

const shots = process.env.GUEST_SHOTS;

/** What axe finds in both themes, and a picture of each. */
async function expectFine(page: Page, name: string) {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(page, "advice", `${name} ${colorScheme}`);
    if (shots) {
      mkdirSync(shots, { recursive: true });
      await page.screenshot({ path: `${shots}/${name}-${colorScheme}.png`, fullPage: true });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  const isTooWide = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
  expect(isTooWide, `${name} scrolls sideways`).toBe(false);
}

async function setCount(
  { services }: Stack,
  { session }: Merchant,
  { placeId }: GuestPlaceStage,
  count: number | null,
) {
  const place = { environment: services.lightspeed.environment, businessLocationId: placeId };
  const now = new Date();
  const row = { sku: "STA-SOEP", count, countUpdatedAt: now, readAt: now, source: "webhook", polled: false } as const;
  await withTenant(services.db, session.actor.merchantId, (tx) => saveCounts(tx, place, [row]));
}

const orderOf = async ({ sql }: Stack, { session }: Merchant) =>
  sql<{ status: string; channel: string; table_number: string | null; tip_minor: string; pos_total_minor: string }[]>`
    select status, channel, table_number, tip_minor, pos_total_minor from orders where merchant_id = ${session.actor.merchantId}`;

const item = (page: Page, name: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name, exact: true }) });
const pay = (page: Page) => page.getByRole("button", { name: /^Pay / });

test("at a table: from the code to the kitchen and the settled check, priced to the cent, the tip apart", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await expect(page.getByText("Table 12")).toBeVisible();
  await expectFine(page, "menu");
  await expect(item(page, "Soup of the day")).toContainText("€ 7,50");

  await item(page, "House burger")
    .getByRole("link", { name: /Choose/ })
    .click();
  await expect(page.getByRole("heading", { level: 1, name: "House burger" })).toBeVisible();
  await expectFine(page, "item");
  for (const name of ["Bacon", "Extra cheese"]) await page.getByRole("checkbox", { name }).check();
  await page.getByRole("radio", { name: "Medium" }).check();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Added to your basket." })).toBeVisible();
  await item(page, "Soup of the day")
    .getByRole("link", { name: /Choose/ })
    .click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("link", { name: /View basket · 2 items.*€\s30,50/ }).click();
  await expect(page.getByText("Bacon, Extra cheese, Medium")).toBeVisible();
  await page.getByRole("button", { name: "10 %" }).click();
  await expect(page.getByText("€ 33,55").first()).toBeVisible();
  await expectFine(page, "basket");

  await page.getByRole("button", { name: "Order and pay € 33,55" }).click();
  await pay(page).click();
  await expect(page.getByText(/^The kitchen has your order/)).toBeVisible({ timeout: 60_000 });
  await expectFine(page, "order");
  await expect.poll(async () => (await orderOf(stack, connected))[0]?.status, { timeout: 60_000 }).toBe("completed");
  expect(await orderOf(stack, connected)).toMatchObject([
    { channel: "table_qr", table_number: "12", tip_minor: "305", pos_total_minor: "3050" },
  ]);
});

test("without script: a kiosk's guest orders, changes the mind at the payment, pays and sees the order on its way", async ({
  browser,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone, baseURL: stack.appUrl });
  const page = await context.newPage();
  await page.goto(`${place.home}?channel=kiosk`);
  await page.getByRole("button", { name: "Eat here" }).click();
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await item(page, "Steak and fries")
    .getByRole("link", { name: /Choose/ })
    .click();
  await page.getByRole("radio", { name: /Pepper sauce/ }).check();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("link", { name: /View basket/ }).click();
  await page.getByRole("button", { name: "One more Soup of the day" }).click();
  await page.getByLabel("Your first name").fill("Ada");
  await page.getByRole("button", { name: "Order and pay € 45,50" }).click();
  await page.getByRole("button", { name: "Cancel and go back" }).click();
  await expect(page.getByText("You came back without paying.")).toBeVisible();
  await page.getByRole("link", { name: "Pay € 45,50" }).click();
  await pay(page).click();
  // The page looks again by itself.
  await expect(page.getByText(/^The kitchen has your order/)).toBeVisible({ timeout: 60_000 });
  await context.close();
  expect(await orderOf(stack, connected)).toMatchObject([{ channel: "kiosk", table_number: null, tip_minor: "0" }]);
});

test("online: a guest chooses when to collect, pays, and the kitchen has it for then", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(place.home);
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("link", { name: /View basket/ }).click();
  await page.getByLabel("Your first name").fill("Ada");
  const here = formatInstant(new Date(Date.now() + 50 * 60_000).toISOString(), brussels);
  const [day = "", clock = ""] = here.split(", ");
  // Close to midnight the day's last minute is as late as it gets.
  const pickUp = day === formatInstant(new Date().toISOString(), brussels).split(", ")[0] ? clock : "23:59";
  await page.getByLabel("Collect today at").fill(pickUp);
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await pay(page).click();
  await expect(page.getByText(/^The kitchen has your order|^Paid\. /)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(`to be collected on`)).toContainText(pickUp);
  await expectFine(page, "pick-up");
  const [order] = await stack.sql<{ collect_at: Date; channel: string }[]>`
    select collect_at, channel from orders where merchant_id = ${connected.session.actor.merchantId}`;
  expect(order?.channel).toBe("online");
  expect(formatInstant(order?.collect_at.toISOString() ?? "", brussels).split(", ")[1]).toBe(pickUp);
});

test("a kiosk that nobody touches is for the next guest, who finds nothing of the one before", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.clock.install();
  await page.goto(`${place.home}?channel=kiosk`);
  await page.getByRole("button", { name: "Eat here" }).click();
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  const basket = page.getByRole("link", { name: /View basket · 1 item/ });
  await expect(basket).toBeVisible();
  const question = page.getByRole("alertdialog", { name: "Are you still there?" });
  await page.clock.fastForward(149_000);
  await expect(question).toBeHidden();
  await page.clock.fastForward(2_000);
  await expect(question).toBeVisible();
  await expect(page.getByRole("button", { name: "I am still here" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(question).toBeHidden();
  await page.clock.fastForward(149_000);
  await expect(basket).toBeVisible();
  await page.clock.fastForward(2_000);
  await expect(question).toBeVisible();
  await page.clock.fastForward(30_000);
  await expect(page.getByRole("heading", { name: "How would you like it?" })).toBeVisible();
  await page.getByRole("button", { name: "Eat here" }).click();
  await expect(page.getByText("Your basket is empty.")).toBeVisible();
});

test("guests see the restaurant in its own name and colours", async ({ page, connected, sandbox, stack }) => {
  const place = await openForGuests(stack, connected, sandbox);
  await updateBrand(stack.services, connected.session.actor, {
    ...{ name: "Chez Nous", accent: "#8a1538", ground: "#fffaf2", ink: "#1b1b1b" },
  });
  const ground = (locator: Locator) => locator.evaluate((element) => getComputedStyle(element).backgroundColor);
  // On a dark page the header is dark, and the button as much lighter as it takes to stand out.
  const looks = {
    light: { header: "rgb(255, 250, 242)", button: "rgb(138, 21, 56)" },
    dark: { header: "rgb(20, 23, 28)", button: "rgb(161, 68, 96)" },
  };
  for (const colorScheme of ["light", "dark"] as const) {
    const look = looks[colorScheme];
    await page.emulateMedia({ colorScheme });
    await page.goto(place.home);
    await expect(page.getByRole("banner")).toContainText("Chez Nous");
    expect(await ground(page.getByRole("banner"))).toBe(look.header);
    await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
    expect(await ground(page.getByRole("button", { name: "Add to basket" }))).toBe(look.button);
    await expectFine(page, `brand-${colorScheme}`);
  }
});

test("a picture that does not come keeps its place and its words; one that Lightspeed has lost is a sign of ours", async ({
  page,
  connected,
  sandbox,
  stack,
  faults,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  // Before the app reads the version: it keeps those that it has read.
  await stack.sql`
    update menu_versions set content = replace(content::text, '/pictures/plate-', '/pictures/gone-')::json
    where merchant_id = ${connected.session.actor.merchantId}`;
  const pictures = page.getByRole("main").locator("img");
  await page.goto(`${place.home}?code=${place.code}`);
  await expect.poll(async () => (await widthsOf(pictures.first()))[0]).toBe(320);
  const menu = await breakPictures(page, faults);
  await page.goto(place.home);
  await expectPlacesKept(page, pictures.first(), menu.release);
  await page.unrouteAll();
  const one = await breakPictures(page, faults);
  await item(page, "Soup of the day").getByRole("link").first().click();
  await expectPlacesKept(page, page.getByRole("img", { name: "Soup of the day" }), one.release);
  await page.unrouteAll();
});

test("a code of another place, an old print and a made-up one open nothing", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  const other = await createMerchant(stack);
  const { id } = await other.addLocation();
  const { merchantId } = other.session.actor;
  const foreign = await signTableCode(stack.services, { merchantId, locationId: id, tableNumber: "12" });
  const refused = page.getByRole("heading", { name: "This table code does not count any more" });
  for (const code of [foreign, `12.1.${"A".repeat(22)}`, place.code.replace(/^12/, "13")]) {
    await page.goto(`${place.home}?code=${code}`);
    await expect(refused).toBeVisible();
  }
  await expectFine(page, "refused");
  await rotateTableCodes(stack.services, connected.session.actor, place);
  await page.goto(`${place.home}?code=${place.code}`);
  await expect(refused).toBeVisible();
  expect((await page.goto("/o/00000000-0000-4000-8000-000000000000"))?.status()).toBe(404);
  await other.remove();
});

test("what sells out is said at once on the open menu, and before anything is paid", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(place.home);
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Added" })).toBeVisible();
  await setCount(stack, connected, place, 0);
  await expect(item(page, "Soup of the day")).toContainText("Sold out");
  await page.getByRole("link", { name: /View basket/ }).click();
  await expect(page.getByText("Soup of the day is sold out. Choose something else.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Order and pay/ })).toHaveCount(0);
  await expectFine(page, "sold-out");
  expect(await orderOf(stack, connected)).toEqual([]);
});

test("another table's code read in between: what was chosen is not ordered to the wrong table", async ({
  page,
  context,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  const { merchantId } = connected.session.actor;
  const five = await signTableCode(stack.services, { merchantId, locationId: place.locationId, tableNumber: "5" });
  const tab = await context.newPage();
  await tab.goto(`${place.home}?code=${five}`);
  await expect(tab.getByText("Table 5")).toBeVisible();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(page.getByText(/for another table or in another way since/)).toBeVisible();
  await expect(page.getByText("Your basket is empty.")).toBeVisible();
});

test("a fault of ours gets a page of its own for guests, without its details, and Try again works once it is gone", async ({
  page,
  connected,
  sandbox,
  stack,
  faults,
}) => {
  faults.allow(/^answer 500/, /^console: /, /^error in the page/);
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await expect(item(page, "Soup of the day")).toBeVisible();
  await breakOpeningHours(stack, place);
  expect((await page.goto(place.home))?.status()).toBe(500);
  await expect(page.getByRole("heading", { level: 1, name: "Something went wrong on our side" })).toBeVisible();
  await expect(page.getByText(/order with the staff.*nothing is ordered or charged twice/)).toBeVisible();
  await expect(page.getByText(/Code for the restaurant: \d+/)).toBeVisible();
  expect(await page.content()).not.toMatch(/RangeError|TypeError|Cannot parse|at .*\.js:\d+|node_modules/);
  await expect(page.getByRole("link")).toHaveCount(1);
  await expectFine(page, "fault");
  await mendOpeningHours(stack, place);
  await page.getByRole("link", { name: "Try again" }).click();
  await expect(item(page, "Soup of the day")).toBeVisible();
});

test("without script a fault of ours is told as well, also after a form, and only leads back to the restaurant", async ({
  browser,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: phone, baseURL: stack.appUrl });
  const page = await context.newPage();
  const fault = page.getByRole("heading", { level: 1, name: "Something went wrong on our side" });
  const again = page.getByRole("link", { name: "Try again" });
  await page.goto(`${place.home}?code=${place.code}`);
  await item(page, "Soup of the day").getByRole("link").first().click();
  await breakOpeningHours(stack, place);
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(fault).toBeVisible();
  await again.click();
  await expect(fault).toBeVisible();
  await mendOpeningHours(stack, place);
  await again.click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(page.getByText("Added to your basket.")).toBeVisible();
  for (const from of ["https://evil.example/", "//evil.example", "/login", `${place.home}x`, "javascript:alert(1)"]) {
    await page.goto(`${place.home}/fault?${new URLSearchParams({ code: "123456789", from })}`);
    await expect(again).toHaveAttribute("href", place.home);
  }
  await page.goto(`${place.home}/fault?code=%3Cb%3E`);
  await expect(fault).toHaveCount(0);
  await context.close();
});

test("the page asks little of a slow phone: its script stays within 15 kB of the framework's", async ({
  page,
  connected,
  sandbox,
  stack,
  request,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  const html = await (await page.request.get(place.home)).text();
  // Those for browsers without modules are loaded by nobody else.
  const scripts = [...html.matchAll(/<script[^>]+>/g)].map(([tag]) => tag).filter((tag) => !/nomodule/i.test(tag));
  const sources = new Set(scripts.flatMap((tag) => /src="([^"]+)"/.exec(tag)?.[1] ?? []));
  let bytes = 0;
  for (const source of sources) bytes += gzipSync(await (await request.get(source)).body()).length;
  test.info().annotations.push({ type: "script", description: `${bytes} bytes` });
  if (shots) process.stdout.write(`guest page: ${sources.size} scripts, ${bytes} bytes gz, html ${html.length}\n`);
  expect(bytes).toBeLessThan(152_000);
});
