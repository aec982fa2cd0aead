import { replaceKioskCode } from "@/lib/orders/kiosk-code";
import { rotateTableCodes, signTableCode } from "@/lib/orders/table-code";
import { expectFine, item, orderOf, phone } from "./fixtures/guest-page";
import { openForGuests } from "./fixtures/guests";
import { createMerchant } from "./fixtures/merchants";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null, viewport: phone });

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

test("a kiosk that nobody touches is for the next guest, who finds nothing of the one before", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.clock.install();
  await page.goto(place.kioskLink);
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

test("a device is a kiosk only by the link that the restaurant made, stays one, and is none any more once that was replaced", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  const refused = page.getByRole("heading", { name: "This device is not a kiosk" });
  for (const address of [`${place.home}?channel=kiosk`, `${place.home}/enter?kiosk=1.${"A".repeat(22)}`]) {
    await page.goto(address);
    await expect(refused).toBeVisible();
    await expect(page.getByText(/opened from the Upvendo back office, under Channels → Guest pages/)).toBeVisible();
  }
  await expectFine(page, "no-kiosk");

  await page.goto(place.kioskLink);
  await expect(page.getByRole("heading", { name: "How would you like it?" })).toBeVisible();
  expect(page.url()).not.toContain("kiosk=");
  // The next guest needs no link: the device is known.
  await page.goto(`${place.home}?channel=kiosk`);
  await page.getByRole("button", { name: "Eat here" }).click();
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("link", { name: /View basket/ }).click();
  await page.getByLabel("Your first name").fill("Ada");

  await replaceKioskCode(stack.services, connected.session.actor, place);
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await expect(page.getByText(/This kiosk takes no more orders\. Nothing was ordered/)).toBeVisible();
  expect(await orderOf(stack, connected)).toEqual([]);
  for (const address of [place.kioskLink, `${place.home}/enter?channel=kiosk`]) {
    await page.goto(address);
    await expect(refused).toBeVisible();
  }
});
