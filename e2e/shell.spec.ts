import { banner, goTo } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

test("a single location is chosen by itself, and of several the choice persists and scopes the pages", async ({
  page,
  merchant,
  sandbox,
}) => {
  await page.goto("/");
  const header = page.getByRole("banner");
  await expect(header.getByRole("link", { name: "Create a location" })).toBeVisible();
  await merchant.addLocation({ name: "Old Town" });
  await page.reload();
  await expect(header).toContainText("Location: Old Town");
  await expect(header.getByLabel("Location")).toHaveCount(0);

  await merchant.addLocation({ name: "Harbour", timeZone: "America/New_York" });
  await merchant.connectTo(sandbox);
  await page.goto("/lightspeed");
  const picker = header.getByLabel("Location");
  await expect(picker.locator("option:checked")).toHaveText("All locations");
  const links = page.getByRole("region", { name: "Location links" });
  await expect(links.getByRole("form")).toHaveCount(2);

  await picker.selectOption({ label: "Harbour" });
  await expect(links.getByRole("form")).toHaveCount(1);
  await expect(links).toContainText("Only the location chosen at the top of the page.");
  await page.reload();
  await expect(picker.locator("option:checked")).toHaveText("Harbour");
  await expect(links.getByRole("form", { name: "Harbour" })).toBeVisible();
  await page.getByRole("tab", { name: "Status" }).click();
  await expect(page.getByText("Times are in America/New York.")).toBeVisible();
  await expect(picker.locator("option:checked")).toHaveText("Harbour");
});

test("a theme is chosen, kept, and there from the first paint on", async ({ page, context, merchant: _merchant }) => {
  await page.emulateMedia({ colorScheme: "light" });
  const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.goto("/");
  const light = await background();
  await page.getByLabel(/^Account:/).click();
  await expect(page.getByRole("button", { name: "System" })).toHaveAttribute("aria-pressed", "true");
  await page.getByRole("button", { name: "Dark" }).click();
  await expect(page.getByRole("button", { name: "Dark" })).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const dark = await background();
  expect(dark).not.toBe(light);

  // In the document that the server sends: no script has to run first, so nothing can flash.
  const answer = await context.request.get("/lightspeed");
  expect(await answer.text()).toMatch(/<html[^>]* data-theme="dark"/);
  await page.goto("/settings/locations");
  expect(await background()).toBe(dark);

  await page.getByLabel(/^Account:/).click();
  await page.getByRole("button", { name: "System" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-theme");
  await expect.poll(background).toBe(light);
  await page.emulateMedia({ colorScheme: "dark" });
  await expect.poll(background).toBe(dark);
});

test("the first Tab offers to skip to the content", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.getByRole("link", { name: "Skip to content" });
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
});

test("on a phone the navigation opens from a menu, leads on and closes", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto("/");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  const menu = page.getByLabel("Navigation");
  await menu.click();
  await goTo(page, "Locations");
  await expect(page.getByRole("heading", { level: 1, name: "Locations" })).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await menu.click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(menu).toBeFocused();
});

test("home tells the next step from what is really there", async ({ page, merchant, sandbox, stack }) => {
  const steps = page.getByRole("region", { name: /What to do next|Lightspeed is set up/ });
  await page.goto("/");
  await expect(steps.getByText(": done")).toHaveCount(0);
  const { id } = await merchant.addLocation();
  await page.reload();
  await expect(steps).toContainText("Create a location: done");
  await expect(steps.getByText(": done")).toHaveCount(1);
  await merchant.connectTo(sandbox);
  await merchant.link(id, sandbox.businesses[0]?.locations[0]?.id ?? "");
  await page.reload();
  for (const step of ["Connect Lightspeed", "Link your locations", "Hear from Lightspeed"])
    await expect(steps).toContainText(`${step}: done`);
  await steps.getByRole("link", { name: "Status" }).click();
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(page.getByText("Everything that is set up works: 7 parts.")).toBeVisible();
  await goTo(page, "Home");
  await expect(steps).toContainText("Test the connection: done");

  await stack.sql`update locations set active = false where merchant_id = ${merchant.merchant.id}`;
  await page.reload();
  await expect(steps).toContainText("Create a location: to do");
});

test("a lost connection is told on every page, to a viewer with whom to ask", async ({
  page,
  connected,
  stack,
  context,
}) => {
  await stack.sql`
    update connections set status = 'needs_reauthorization', problem = 'refresh_refused', problem_since = now()
    where merchant_id = ${connected.merchant.id}`;
  for (const path of ["/", "/lightspeed", "/lightspeed?tab=status", "/settings/locations", "/settings/locations/new"]) {
    await page.goto(path);
    await expect(banner(page)).toContainText(
      "Lightspeed is disconnected. Reconnect to let orders and menus flow again.",
    );
  }
  await banner(page).getByRole("link", { name: "Reconnect Lightspeed" }).click();
  await expect(page).toHaveURL(/\/lightspeed\?tab=settings$/);
  await context.addCookies([(await connected.signIn(connected.viewer)).cookie]);
  await page.reload();
  await expect(banner(page)).toContainText("Ask an owner or manager to reconnect");
});

test("an address that does not exist gets a page with a way back", async ({ page }) => {
  const answer = await page.goto("/no/such/page");
  expect(answer?.status()).toBe(404);
  await expect(page.getByRole("heading", { level: 1, name: "This page does not exist" })).toBeVisible();
  await page.getByRole("link", { name: "Go to Home" }).click();
  await expect(page).toHaveURL(/\/$/);
});

test("a fault of one page leaves the navigation as it is", async ({ page, connected, stack, faults }) => {
  faults.allow(/^answer 500:/, /^console: /, /^error in the page/);
  const { merchantId } = connected.session.actor;
  await stack.sql`
    insert into payment_profiles (merchant_id, name, country, provider, account_id, test_mode, credentials, credentials_hint, checked_at)
    select id, 'Broken', 'BE', 'stripe', 'acct_1', true, '{}', '', 'infinity' from merchants where id = ${merchantId}`;
  await page.goto("/settings/payments");
  await expect(page.getByRole("heading", { level: 1, name: "Something went wrong on our side" })).toBeVisible();
  expect(await page.content()).not.toMatch(/RangeError|Invalid time|at .*\.js:\d+|node_modules/);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await stack.sql`delete from payment_profiles where merchant_id = ${merchantId}`;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Payments" })).toBeVisible();
});

test("a fault of ours gets a page without its details, and Try again works once the fault is gone", async ({
  page,
  connected,
  stack,
  faults,
}) => {
  faults.allow(/^answer 500:/, /^console: /, /^error in the page/);
  const breakIt = (at: string) => stack.sql`
    update connections set last_checked_at = (${at}::text)::timestamptz where merchant_id = ${connected.merchant.id}`;
  await breakIt("infinity");
  const answer = await page.goto("/settings/locations");
  expect(answer?.status()).toBe(500);
  await expect(page.getByRole("heading", { level: 1, name: "Something went wrong on our side" })).toBeVisible();
  await expect(page.getByText(/tell support this code: \d+/)).toBeVisible();
  expect(await page.content()).not.toMatch(/RangeError|Invalid time|at .*\.js:\d+|node_modules/);
  await breakIt("2026-01-01");
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Locations" })).toBeVisible();
});
