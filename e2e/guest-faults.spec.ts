import { expectFine, item, phone } from "./fixtures/guest-page";
import { breakOpeningHours, mendOpeningHours, openForGuests } from "./fixtures/guests";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null, viewport: phone });

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
