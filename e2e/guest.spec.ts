import { formatInstant } from "@/lib/format";
import { expectFine, item, orderOf, pay, phone, setCount } from "./fixtures/guest-page";
import { openForGuests } from "./fixtures/guests";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null, viewport: phone });

/** Where it is between noon and one o'clock. The sign in such a name is turned around. */
function noonZone(now: Date): string {
  const ahead = 12 - now.getUTCHours();
  return ahead === 0 ? "Etc/GMT" : `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
}

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

test("what has nothing to choose is added from the menu, each time the one that was pressed, with script and without", async ({
  browser,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  for (const javaScriptEnabled of [true, false]) {
    const context = await browser.newContext({ javaScriptEnabled, viewport: phone, baseURL: stack.appUrl });
    const page = await context.newPage();
    await page.goto(`${place.home}?code=${place.code}`);
    for (const name of ["Beef carpaccio", "Shrimp croquettes"]) {
      await page.getByRole("button", { name: `Add ${name}` }).click();
      await expect(page).toHaveURL(/notice=added/);
      await expect(page.getByRole("status").filter({ hasText: "Added to your basket." })).toBeVisible();
      await page.goto(place.home);
    }
    await page.getByRole("link", { name: /View basket · 2 items/ }).click();
    for (const name of ["Beef carpaccio", "Shrimp croquettes"])
      await expect(page.getByText(name).first()).toBeVisible();
    await context.close();
  }
});

test("more toppings than allowed, and a steak without its sauce, come back with what is wrong (row 48)", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const place = await openForGuests(stack, connected, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await item(page, "House burger")
    .getByRole("link", { name: /Choose/ })
    .click();
  const toppings = page.getByRole("group", { name: /^On your burger/ });
  await expect(toppings).toContainText("Up to 3");
  for (const box of await toppings.getByRole("checkbox").all()) await box.check();
  // The till knows three, and a form of ours offers no fourth: one is made.
  await toppings
    .getByRole("checkbox")
    .first()
    .evaluate((box) => box.parentElement?.append(box.cloneNode()));
  await toppings.getByRole("checkbox").nth(1).check();
  await page.getByRole("button", { name: "Add to basket" }).click();
  const refused = page.getByRole("alert").filter({ hasText: "This cannot be ordered like this" });
  await expect(refused).toContainText("On your burger");

  await page.goto(place.home);
  await item(page, "Steak and fries")
    .getByRole("link", { name: /Choose/ })
    .click();
  await page.getByRole("button", { name: "Add to basket" }).evaluate((button: HTMLButtonElement) => {
    if (button.form) button.form.noValidate = true;
  });
  await page.getByRole("button", { name: "Add to basket" }).click();
  await expect(refused).toContainText("Choose a sauce");
  await page.goto(`${place.home}/basket`);
  await expect(page.getByText("It is empty.")).toBeVisible();
  expect(await orderOf(stack, connected)).toEqual([]);
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
  await page.goto(place.kioskLink);
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
  // The restaurant is where it is about noon now: the test's own hour decides nothing.
  const timeZone = noonZone(new Date());
  await stack.sql`update locations set time_zone = ${timeZone} where id = ${place.locationId}`;
  await page.goto(place.home);
  await item(page, "Soup of the day").getByRole("link", { name: "Soup of the day", exact: true }).click();
  await page.getByRole("button", { name: "Add to basket" }).click();
  await page.getByRole("link", { name: /View basket/ }).click();
  await page.getByLabel("Your first name").fill("Ada");
  const pickUp = "13:40";
  await page.getByLabel("Collect today at").fill(pickUp);
  await page.getByRole("button", { name: /^Order and pay/ }).click();
  await pay(page).click();
  await expect(page.getByText(/^The kitchen has your order|^Paid\. /)).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(`to be collected on`)).toContainText(pickUp);
  await expectFine(page, "pick-up");
  const [order] = await stack.sql<{ collect_at: Date; channel: string }[]>`
    select collect_at, channel from orders where merchant_id = ${connected.session.actor.merchantId}`;
  expect(order?.channel).toBe("online");
  const region = { country: "BE", timeZone };
  expect(formatInstant(order?.collect_at.toISOString() ?? "", region).split(", ")[1]).toBe(pickUp);
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
