import type { Page } from "@playwright/test";
import { countPointers, type Hands, keyboard, mouse } from "./fixtures/hands";
import { messages } from "./fixtures/pages";
import type { Sandbox } from "./fixtures/sandbox";
import { expect, test } from "./fixtures/test";

const emily = (page: Page) => page.locator("#emily");
const steps = (page: Page) => page.getByRole("region", { name: "All steps" });

/** What is on the page now stands as the one thing to do; following it leads to the page where it is done. */
async function follow(page: Page, hands: Hands, title: string, link: string) {
  await hands.visit(page, "/setup", "Guided setup");
  await expect(emily(page).getByRole("heading", { name: title })).toBeVisible();
  await hands.press(emily(page).getByRole("link", { name: `Show me: ${link}` }));
  // What is done there may need the page's script, as after every visit.
  await page.waitForLoadState();
}

async function answer(page: Page, hands: Hands, question: string, label: string) {
  await expect(emily(page).getByRole("heading", { name: question })).toBeVisible();
  await hands.press(emily(page).getByRole("button", { name: label, exact: true }));
}

/** On Lightspeed's own pages. */
async function consent(page: Page, hands: Hands, { email, password }: Sandbox) {
  await expect(page.getByRole("heading", { name: "Log in to Lightspeed" })).toBeVisible();
  await hands.write(page.getByLabel("Email"), email);
  await hands.write(page.getByLabel("Password"), password);
  await hands.press(page.getByRole("button", { name: "Log in" }));
  await hands.press(page.getByRole("button", { name: "Allow access" }));
}

test.describe("from the first sign-in", () => {
  test.use({ signedInAs: null });

  for (const [name, hands] of [
    ["through Emily alone", mouse],
    ["through Emily alone, with the keyboard alone", keyboard],
  ] as const)
    test(`a new merchant gets from nothing to a settled test order ${name}`, async ({ page, merchant, sandbox }) => {
      test.setTimeout(240_000);
      const pointers = await countPointers(page);
      const account = await sandbox.control<{ secretKey: string }>("POST", "/payments/accounts", {
        ...{ provider: "stripe", name: "Bistro" },
      });

      await test.step("signs in and finds Emily", async () => {
        await page.goto("/login");
        await hands.write(page.getByLabel("E-mail"), merchant.owner.email);
        await hands.write(page.getByLabel("Password"), merchant.password);
        await hands.press(page.getByRole("button", { name: "Sign in" }));
        await hands.press(page.getByLabel("Emily, the guided setup"));
        await hands.press(page.getByRole("link", { name: "Answer" }));
      });

      await test.step("answers, and stops where there is no account", async () => {
        await answer(page, hands, "Which channels do you want to sell through?", "Both");
        await answer(page, hands, "Shall guests also order at their table with a QR code?", "Yes, with Table QR");
        await answer(page, hands, "Do you have an active Lightspeed Restaurant K-Series account?", "No, or not yet");
        await expect(emily(page)).toContainText("First you need a K-Series account");
        await expect(emily(page).getByRole("link", { name: "Contact Lightspeed" })).toHaveAttribute(
          "href",
          /lightspeedhq/,
        );
        await page.reload();
        await expect(emily(page)).toContainText("First you need a K-Series account");
        await hands.press(emily(page).getByRole("button", { name: "I have an account now" }));
        await answer(page, hands, "Is your menu in Lightspeed, with items and prices?", "Yes");
        await expect(emily(page)).toContainText("Set up payments");
      });

      await test.step("sets up payments", async () => {
        await follow(page, hands, "Set up payments", "Payments");
        await hands.press(page.getByRole("link", { name: "Add payment profile" }));
        await hands.write(page.getByLabel("Profile name"), "Cards");
        await hands.choose(page.getByLabel("Country"), { value: "BE" });
        await hands.write(page.getByLabel("Secret key"), account.secretKey);
        await hands.press(page.getByRole("button", { name: "Check and save" }));
        await expect(messages(page)).toContainText("The keys are good and the profile was saved.");
      });

      await test.step("fills in billing and chooses a brand", async () => {
        await follow(page, hands, "Fill in billing", "Billing");
        await hands.write(page.getByLabel("Legal name"), "Brasserie BV");
        await hands.write(page.getByLabel("Street and number"), "Grote Markt 1");
        await hands.write(page.getByLabel("Postal code"), "1000");
        await hands.write(page.getByLabel("City", { exact: true }), "Brussels");
        await hands.choose(page.getByLabel("Country"), { label: "Belgium" });
        await hands.write(page.getByLabel("E-mail for invoices"), "invoices@brasserie.test");
        await hands.press(page.getByRole("button", { name: "Save" }));
        await expect(messages(page)).toHaveText("The billing details were saved.");
        await follow(page, hands, "Choose your branding", "Brand");
        const brand = page.getByRole("region", { name: "Name and colours" });
        await hands.write(brand.getByLabel("Name"), "Chez Nous");
        await hands.press(brand.getByRole("button", { name: "Save" }));
        await expect(messages(page)).toHaveText("The brand was saved.");
      });

      await test.step("creates a location", async () => {
        await follow(page, hands, "Create a location", "Locations");
        await hands.press(page.getByRole("link", { name: "Add location" }));
        await hands.write(page.getByLabel("Name"), "Grand-Place");
        await hands.write(page.getByLabel("Street and number"), "Grote Markt 1");
        await hands.write(page.getByLabel("Postal code"), "1000");
        await hands.write(page.getByLabel("City", { exact: true }), "Brussels");
        await hands.choose(page.getByLabel("Country"), { label: "Belgium" });
        await hands.choose(page.getByLabel("Time zone"), { label: "Europe/Brussels" });
        await hands.press(page.getByRole("button", { name: "Create location" }));
        await expect(messages(page)).toHaveText("The location was created.");
      });

      await test.step("is sent back: the new location has no payment profile yet", async () => {
        await hands.visit(page, "/setup", "Guided setup");
        await expect(emily(page)).toContainText("Guests cannot pay at Grand-Place yet: assign a profile.");
        await follow(page, hands, "Set up payments", "Payments");
        await hands.press(page.getByRole("link", { name: "Edit Cards" }));
        await hands.tick(page.getByRole("checkbox", { name: "Grand-Place" }));
        await hands.press(page.getByRole("button", { name: "Save locations" }));
        await expect(messages(page)).toContainText("The locations were saved.");
      });

      await test.step("connects", async () => {
        await follow(page, hands, "Connect Lightspeed", "Lightspeed settings");
        await hands.press(page.getByRole("button", { name: "Connect with Lightspeed" }));
        await consent(page, hands, sandbox);
        await expect(page.getByText("Lightspeed is connected", { exact: true })).toBeVisible();
        await merchant.settled();
      });

      await test.step("links the location", async () => {
        await follow(page, hands, "Link your locations", "Location links");
        await expect(page.locator("section:target")).toHaveAttribute("id", "links");
        await hands.choose(page.getByLabel("Business location"), { label: "Grand-Place" });
        await hands.press(page.getByRole("region", { name: "Location links" }).getByRole("button", { name: "Save" }));
        await expect(messages(page)).toHaveText("Grand-Place was linked.");
        await merchant.settled();
      });

      await test.step("chooses how orders reach the till", async () => {
        await follow(page, hands, "Choose how orders reach the till", "Order settings");
        const settings = page.getByRole("region", { name: "Order settings" });
        await hands.choose(settings.getByLabel("Order profile for dine-in"), { index: 1 });
        await hands.choose(settings.getByLabel("Order profile for takeaway"), { index: 1 });
        await hands.choose(settings.getByLabel("Payment method", { exact: true }), { value: "OOPAYMENT" });
        await hands.press(settings.getByRole("button", { name: "Save order settings" }));
        await expect(messages(page)).toContainText("saved");
      });

      await test.step("hears from Lightspeed and has a till that is ready, without doing anything", async () => {
        await hands.visit(page, "/setup", "Guided setup");
        await expect(steps(page)).toContainText("Hear from Lightspeed: done");
      });

      await test.step("asks whether the till is ready", async () => {
        await hands.press(steps(page).getByRole("link", { name: "POS readiness" }));
        await hands.press(page.getByRole("button", { name: "Ask now" }));
        await expect(page.getByRole("region", { name: "POS readiness" })).toContainText("Ready");
      });

      await test.step("tests the connection", async () => {
        await follow(page, hands, "Test the connection", "Status");
        await hands.press(page.getByRole("button", { name: "Test Connection" }));
        await expect(page.getByText("Everything that is set up works: 7 parts.")).toBeVisible();
      });

      await test.step("places a test order, which goes to the till and is settled there while the page looks on", async () => {
        const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
        await follow(page, hands, "Place a test order", "Test order");
        const place = page.getByRole("button", { name: "Place a test order" });
        await hands.press(place);
        // Whoever is quicker than the first reading of the menus is told so, and it begins at once.
        const card = page.getByRole("region", { name: "Test order", exact: true });
        await expect(card).toContainText(/It is being read now|UPV-001/);
        if (await card.getByRole("alert").isVisible()) {
          await merchant.settled();
          await hands.press(place);
        }
        await expect(page.getByRole("region", { name: "Test order", exact: true })).toContainText(
          "UPV-001 reached the till and was settled there.",
          { timeout: 60_000 },
        );
        const till = await sandbox.control<{ orders: object[]; payments: object[] }>("GET", `/till/${placeId}`);
        expect([till.orders.length, till.payments.length]).toEqual([1, 1]);
      });

      await test.step("switches on what was answered at the beginning", async () => {
        for (const name of ["Kiosk", "Online Ordering", "Table QR"]) {
          await follow(page, hands, `Switch on ${name}`, "Channels");
          await hands.press(page.getByRole("button", { name: `Switch ${name} at Grand-Place on` }));
          await expect(messages(page)).toHaveText("The channel is on.");
        }
      });

      await test.step("takes out the table codes", async () => {
        await follow(page, hands, "Print your table codes", "Table codes");
        await expect(page.locator("section:target")).toHaveAttribute("id", "table-codes");
        const sheet = page.waitForEvent("download");
        await hands.press(page.getByRole("link", { name: "All as PDF" }));
        expect((await sheet).suggestedFilename()).toBe("table-codes-Grand-Place.pdf");
      });

      await hands.visit(page, "/setup", "Guided setup");
      await expect(emily(page)).toContainText("Every step is done and proven.");
      await expect(steps(page).getByText(/^Proven/)).toHaveCount(await steps(page).getByRole("listitem").count());
      expect(pointers() > 0).toBe(hands === mouse);
    });
});

test("by keyboard each answer leads on to the next question, and the panel leads to it from every page", async ({
  page,
}) => {
  const pointers = await countPointers(page);
  const heading = (name: string) => emily(page).getByRole("heading", { name });
  const panel = async () => {
    await keyboard.press(page.getByLabel("Emily, the guided setup"));
    await keyboard.press(page.getByRole("link", { name: "Answer", exact: true }));
    await expect(page).toHaveURL(/\/setup#emily$/);
  };
  await page.goto("/orders");
  await panel();
  await expect(heading("Which channels do you want to sell through?")).toBeFocused();

  await answer(page, keyboard, "Which channels do you want to sell through?", "Online ordering only");
  await expect(heading("Shall guests also order at their table")).toBeFocused();
  // What is read aloud with it says why it is asked, and the answers come next.
  await expect(emily(page).getByRole("status")).not.toBeEmpty();
  await page.keyboard.press("Tab");
  await expect(emily(page).getByRole("button").first()).toBeFocused();
  await page.keyboard.press("Space");
  await expect(heading("K-Series account?")).toBeFocused();

  await keyboard.press(page.getByRole("button", { name: "Ask me again" }));
  await expect(heading("Which channels do you want to sell through?")).toBeFocused();

  await panel();
  await expect(heading("Which channels do you want to sell through?")).toBeFocused();
  await expect(page.getByRole("link", { name: "Answer", exact: true })).toBeHidden();
  expect(pointers()).toBe(0);
});

test("another device of the same restaurant opens the setup at the same place", async ({
  page,
  merchant,
  browser,
  stack,
}) => {
  await page.goto("/setup");
  await answer(page, mouse, "Which channels do you want to sell through?", "Online ordering only");
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
    await answer(page, mouse, "Which channels do you want to sell through?", "Both");
    await answer(page, mouse, "Shall guests also order at their table with a QR code?", "No");
    await expect(emily(page)).toContainText("K-Series account?");
    await page.goto("/help/webhook-silent");
    await expect(page.getByRole("heading", { name: "This is the cause" })).toBeVisible();
  });
});
