import type { Page } from "@playwright/test";
import { readMenus } from "./fixtures/menus";
import { messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

const emily = (page: Page) => page.locator("#emily");
const steps = (page: Page) => page.getByRole("region", { name: "All steps" });

/** What is on the page now stands as the one thing to do; following it leads to the page where it is done. */
async function follow(page: Page, title: string, link: string) {
  await page.goto("/setup");
  await expect(emily(page).getByRole("heading", { name: title })).toBeVisible();
  await emily(page)
    .getByRole("link", { name: `Show me: ${link}` })
    .click();
}

async function answer(page: Page, question: string, label: string) {
  await expect(emily(page).getByRole("heading", { name: question })).toBeVisible();
  await emily(page).getByRole("button", { name: label, exact: true }).click();
}

test.describe("from the first sign-in", () => {
  test.use({ signedInAs: null });

  test("a new merchant gets from nothing to a settled test order through Emily alone", async ({
    page,
    merchant,
    sandbox,
    stack,
  }) => {
    test.setTimeout(150_000);
    const account = await sandbox.control<{ secretKey: string }>("POST", "/payments/accounts", {
      ...{ provider: "stripe", name: "Bistro" },
    });

    await test.step("signs in and finds Emily", async () => {
      await page.goto("/login");
      await page.getByLabel("Email").fill(merchant.owner.email);
      await page.getByLabel("Password").fill(merchant.password);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByLabel("Emily, the guided setup").click();
      await page.getByRole("link", { name: "Answer" }).click();
    });

    await test.step("answers, and stops where there is no account", async () => {
      await answer(page, "Which channels do you want to sell through?", "Both");
      await answer(page, "Shall guests also order at their table with a QR code?", "Yes, with Table QR");
      await answer(page, "Do you have an active Lightspeed Restaurant K-Series account?", "No, or not yet");
      await expect(emily(page)).toContainText("First you need a K-Series account");
      await expect(emily(page).getByRole("link", { name: "Contact Lightspeed" })).toHaveAttribute(
        "href",
        /lightspeedhq/,
      );
      await page.reload();
      await expect(emily(page)).toContainText("First you need a K-Series account");
      await emily(page).getByRole("button", { name: "I have an account now" }).click();
      await answer(page, "Is your menu in Lightspeed, with items and prices?", "Yes");
      await expect(emily(page)).toContainText("Set up payments");
    });

    await test.step("sets up payments", async () => {
      await follow(page, "Set up payments", "Payments");
      await page.getByRole("link", { name: "Add payment profile" }).click();
      await page.getByLabel("Profile name").fill("Cards");
      await page.getByLabel("Country").selectOption("BE");
      await page.getByLabel("Secret key").fill(account.secretKey);
      await page.getByRole("button", { name: "Check and save" }).click();
      await expect(messages(page)).toContainText("The keys are good and the profile was saved.");
    });

    await test.step("fills in billing and chooses a brand", async () => {
      await follow(page, "Fill in billing", "Billing");
      await page.getByLabel("Legal name").fill("Brasserie BV");
      await page.getByLabel("Street and number").fill("Grote Markt 1");
      await page.getByLabel("Postal code").fill("1000");
      await page.getByLabel("City", { exact: true }).fill("Brussels");
      await page.getByLabel("Country").selectOption({ label: "Belgium" });
      await page.getByLabel("E-mail for invoices").fill("invoices@brasserie.test");
      await page.getByRole("button", { name: "Save" }).click();
      await expect(messages(page)).toHaveText("The billing details were saved.");
      await follow(page, "Choose your branding", "Brand");
      const brand = page.getByRole("region", { name: "Name and colours" });
      await brand.getByLabel("Name").fill("Chez Nous");
      await brand.getByRole("button", { name: "Save" }).click();
      await expect(messages(page)).toHaveText("The brand was saved.");
    });

    await test.step("creates a location", async () => {
      await follow(page, "Create a location", "Locations");
      await page.getByRole("link", { name: "Add location" }).click();
      await page.getByLabel("Name").fill("Grand-Place");
      await page.getByLabel("Street and number").fill("Grote Markt 1");
      await page.getByLabel("Postal code").fill("1000");
      await page.getByLabel("City", { exact: true }).fill("Brussels");
      await page.getByLabel("Country").selectOption({ label: "Belgium" });
      await page.getByLabel("Time zone").selectOption({ label: "Europe/Brussels" });
      await page.getByRole("button", { name: "Create location" }).click();
      await expect(messages(page)).toHaveText("The location was created.");
    });

    await test.step("is sent back: the new location has no payment profile yet", async () => {
      await page.goto("/setup");
      await expect(emily(page)).toContainText("Guests cannot pay at Grand-Place yet: assign a profile.");
      await follow(page, "Set up payments", "Payments");
      await page.getByRole("link", { name: "Edit Cards" }).click();
      await page.getByRole("checkbox", { name: "Grand-Place" }).check();
      await page.getByRole("button", { name: "Save locations" }).click();
      await expect(messages(page)).toContainText("The locations were saved.");
    });

    await test.step("connects", async () => {
      await follow(page, "Connect Lightspeed", "Lightspeed settings");
      await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
      await sandbox.signIn(page);
      await expect(page.getByText("Lightspeed is connected", { exact: true })).toBeVisible();
      await merchant.settled();
    });

    await test.step("links the location", async () => {
      await follow(page, "Link your locations", "Location links");
      await expect(page.locator("section:target")).toHaveAttribute("id", "links");
      await page.getByLabel("Business location").selectOption({ label: "Grand-Place" });
      await page.getByRole("region", { name: "Location links" }).getByRole("button", { name: "Save" }).click();
      await expect(messages(page)).toHaveText("Grand-Place was linked.");
      await merchant.settled();
    });

    await test.step("chooses how orders reach the till", async () => {
      await follow(page, "Choose how orders reach the till", "Order settings");
      const settings = page.getByRole("region", { name: "Order settings" });
      await settings.getByLabel("Order profile for dine-in").selectOption({ index: 1 });
      await settings.getByLabel("Order profile for takeaway").selectOption({ index: 1 });
      await settings.getByLabel("Payment method", { exact: true }).selectOption("OOPAYMENT");
      await settings.getByRole("button", { name: "Save order settings" }).click();
      await expect(messages(page)).toContainText("saved");
    });

    await test.step("hears from Lightspeed and has a till that is ready, without doing anything", async () => {
      await page.goto("/setup");
      await expect(steps(page)).toContainText("Hear from Lightspeed: done");
    });

    await test.step("asks whether the till is ready", async () => {
      await page.goto("/lightspeed?tab=status");
      await page.getByRole("button", { name: "Ask now" }).click();
      await expect(page.getByRole("region", { name: "POS readiness" })).toContainText("Ready");
    });

    await test.step("tests the connection", async () => {
      await follow(page, "Test the connection", "Status");
      await page.getByRole("button", { name: "Test Connection" }).click();
      await expect(page.getByText("Everything that is set up works: 7 parts.")).toBeVisible();
    });

    await test.step("places a test order, which goes to the till and is settled there while the page looks on", async () => {
      const [row] = await stack.sql`select id from locations where merchant_id = ${merchant.merchant.id}`;
      const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
      await readMenus(stack, merchant, { locationId: String(row?.id), placeId });
      await follow(page, "Place a test order", "Test order");
      await page.getByRole("button", { name: "Place a test order" }).click();
      await expect(page.getByRole("region", { name: "Test order", exact: true })).toContainText(
        "UPV-001 reached the till and was settled there.",
        { timeout: 60_000 },
      );
      const till = await sandbox.control<{ orders: object[]; payments: object[] }>("GET", `/till/${placeId}`);
      expect([till.orders.length, till.payments.length]).toEqual([1, 1]);
    });

    await page.goto("/setup");
    await expect(emily(page)).toContainText("Every step is done and proven.");
    await expect(steps(page).getByText(/^Proven/)).toHaveCount(await steps(page).getByRole("listitem").count());
  });
});

test("another device of the same restaurant opens the setup at the same place", async ({
  page,
  merchant,
  browser,
  stack,
}) => {
  await page.goto("/setup");
  await answer(page, "Which channels do you want to sell through?", "Online ordering only");
  await expect(emily(page)).toContainText("Shall guests also order at their table");
  const other = await browser.newContext({ baseURL: stack.appUrl });
  await other.addCookies([{ ...(await merchant.signIn(merchant.manager)).cookie, httpOnly: true, sameSite: "Lax" }]);
  const phone = await other.newPage();
  await phone.goto("/setup");
  await expect(emily(phone)).toContainText("Shall guests also order at their table");
  await expect(phone.getByRole("region", { name: "Your answers" })).toContainText("Online ordering only");
  await other.close();
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("the questions can be answered, and help looks for the cause", async ({ page }) => {
    await page.goto("/setup");
    await answer(page, "Which channels do you want to sell through?", "Both");
    await answer(page, "Shall guests also order at their table with a QR code?", "No");
    await expect(emily(page)).toContainText("K-Series account?");
    await page.goto("/help/webhook-silent");
    await expect(page.getByRole("heading", { name: "This is the cause" })).toBeVisible();
  });
});

test("help asks one question after the other and ends in exact words for Lightspeed", async ({
  page,
  connected: _connected,
  sandbox,
}) => {
  await page.goto("/help");
  await page.getByRole("link", { name: "OAuth connection failed" }).click();
  await expect(page.getByRole("heading", { name: /admin or owner\?/ })).toBeVisible();
  await page.getByRole("link", { name: "Yes, go on" }).click();
  await expect(page.getByRole("heading", { name: "Everything on our side is in order" })).toBeVisible();
  await expect(page.getByRole("blockquote")).toContainText("“OAuth connection failed”");
  await expect(page.getByRole("blockquote")).toContainText(sandbox.businesses[0]?.id ?? "no id");
});

test("a fault that help finds is mended with one press", async ({ page, connected, stack }) => {
  await stack.sql`delete from webhook_endpoints where merchant_id = ${connected.merchant.id}`;
  await page.goto("/help/webhook-silent");
  await expect(page.getByRole("region", { name: "This is the cause" })).toContainText("no address of ours");
  await page.getByRole("button", { name: "Register endpoint" }).click();
  await expect(page.getByRole("region", { name: "All points" })).toContainText("Lightspeed has our address");
});
