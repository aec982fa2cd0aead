import { randomUUID } from "node:crypto";
import { createMerchant } from "./fixtures/merchants";
import { messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

test("a location is added, edited, deactivated and brought back", async ({ page }) => {
  await page.goto("/settings/locations");
  await expect(page.getByText("No location yet", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Add location" }).click();
  await page.getByLabel("Name").fill("Café de l’Été");
  await page.getByLabel("Street and number").fill("Kaai 7");
  await page.getByLabel("Postal code").fill("9000");
  await page.getByLabel("City", { exact: true }).fill("Gent");
  await page.getByLabel("Country").selectOption({ label: "Belgium" });
  await expect(page.getByLabel("Currency")).toHaveValue("EUR");
  await expect(page.getByLabel("Time zone")).toHaveValue("Europe/Brussels");
  await page.getByLabel("Monday", { exact: true }).uncheck();
  await page.getByLabel("Friday, closes at").fill("02:30");
  await page.getByRole("button", { name: "Create location" }).click();
  await expect(messages(page)).toHaveText("The location was created.");
  await expect(page).toHaveURL(/\/settings\/locations$/);
  const active = page.getByRole("table", { name: "Active locations" });
  await expect(active).toContainText("Kaai 7, 9000 Gent, Belgium");

  await active.getByRole("link", { name: "Edit Café de l’Été" }).click();
  await expect(page.getByLabel("Monday", { exact: true })).not.toBeChecked();
  await expect(page.getByLabel("Friday, closes at")).toHaveValue("02:30");
  await page.getByLabel("Name").fill("Café de la Plage");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(active).toContainText("Café de la Plage");

  await active.getByRole("link", { name: "Edit Café de la Plage" }).click();
  await expect(page.getByText("A deactivated location takes no orders")).toBeVisible();
  await page.getByRole("button", { name: "Deactivate" }).click();
  const deactivated = page.getByRole("table", { name: "Deactivated locations" });
  await expect(deactivated).toContainText("Café de la Plage");
  await expect(page.getByText("No active location")).toBeVisible();
  await page.goto("/lightspeed");
  await expect(page.getByText("Create a location first")).toBeVisible();

  await page.goto("/settings/locations");
  await deactivated.getByRole("link", { name: "Edit Café de la Plage" }).click();
  await page.getByRole("button", { name: "Reactivate" }).click();
  await expect(active).toContainText("Café de la Plage");
});

test("a country presets time zone and currency, but not over what somebody chose", async ({ page }) => {
  await page.goto("/settings/locations/new");
  const country = page.getByLabel("Country");
  const holds = async (timeZone: string, currency: string) => {
    await expect(page.getByLabel("Time zone")).toHaveValue(timeZone);
    await expect(page.getByLabel("Currency")).toHaveValue(currency);
  };
  await country.selectOption("JP");
  await holds("Asia/Tokyo", "JPY");
  await country.selectOption("BR");
  await holds("", "BRL");
  await country.selectOption("GH");
  await holds("", "");
  await page.getByLabel("Currency").selectOption("USD");
  await country.selectOption("KW");
  await holds("Asia/Kuwait", "USD");
});

test("deactivating a linked location says what that stops", async ({ page, merchant, sandbox }) => {
  const { id } = await merchant.addLocation();
  await merchant.connectTo(sandbox);
  await merchant.link(id, sandbox.businesses[0]?.locations[0]?.id ?? "");
  await page.goto(`/settings/locations/${id}`);
  await expect(
    page.getByText(/This location is linked to Lightspeed: deactivated, it takes no more orders/),
  ).toBeVisible();
});

test("what is missing or wrong is said beside its field, and nothing that was typed is lost", async ({
  page,
  merchant,
}) => {
  await merchant.addLocation({ name: "Old Town" });
  await page.goto("/settings/locations/new");
  await page.getByLabel("Name").fill("   ");
  await page.getByLabel("Street and number").fill("Kaai 7");
  await page.getByLabel("Country").selectOption("");
  await page.getByLabel("Friday, closes at").fill("");
  await page.getByRole("button", { name: "Create location" }).click();
  await expect(page.getByText("Enter a name.")).toBeVisible();
  await expect(page.getByText("Choose a country.")).toBeVisible();
  await expect(page.getByText("Enter a time such as 09:30.")).toBeVisible();
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Name")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription(/Enter a name\./);
  await expect(page.getByLabel("Street and number")).toHaveValue("Kaai 7");

  await page.getByLabel("Name").fill(" old  town ".replace("old", "Old").replace("town", "Town"));
  await page.getByLabel("Postal code").fill("9000");
  await page.getByLabel("City", { exact: true }).fill("Gent");
  await page.getByLabel("Country").selectOption("BE");
  await page.getByLabel("Friday, closes at").fill("23:00");
  await page.getByRole("button", { name: "Create location" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "You already have a location called “Old Town”.",
  );
  await expect(page.getByLabel("Name")).toBeFocused();
  await page.getByLabel("Name").fill("New Town");
  await page.getByRole("button", { name: "Create location" }).click();
  await expect(page.getByRole("table", { name: "Active locations" })).toContainText("New Town");
});

test("a location of another merchant and one that never was are the same page", async ({ page, stack }) => {
  const other = await createMerchant(stack);
  const { id } = await other.addLocation({ name: "Secret Garden" });
  for (const missing of [id, randomUUID(), "not-an-id"]) {
    const answer = await page.goto(`/settings/locations/${missing}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("This page does not exist");
    await expect(page.getByText("Secret Garden")).toHaveCount(0);
  }
  await other.remove();
});

test.describe("a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("reads locations and finds nothing to change them with", async ({ page, merchant }) => {
    const { id } = await merchant.addLocation();
    await page.goto("/settings/locations");
    await expect(page.getByRole("link", { name: "Add location" })).toHaveCount(0);
    await page.getByRole("link", { name: "View Old Town" }).click();
    await expect(page.getByText("Grote Markt 1, 1000 Brussels, Belgium")).toBeVisible();
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
    await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
    await expect(page).toHaveURL(new RegExp(`/settings/locations/${id}$`));

    const answer = await page.goto("/settings/locations/new");
    expect(answer?.status()).toBe(403);
    await expect(page.getByRole("heading", { level: 1, name: "This is not allowed" })).toBeVisible();
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a location is created all the same, and a mistake is told", async ({ page }) => {
    await page.goto("/settings/locations/new");
    await page.getByLabel("Name").fill("Plain");
    await page.getByLabel("Street and number").fill("Kaai 7");
    await page.getByLabel("Postal code").fill("9000");
    await page.getByLabel("Country").selectOption("BE");
    await page.getByLabel("Time zone").selectOption("Europe/Brussels");
    await page.getByRole("button", { name: "Create location" }).click();
    await expect(page.getByText("Enter the city.")).toBeVisible();
    await expect(page.getByLabel("Name")).toHaveValue("Plain");
    await page.getByLabel("City", { exact: true }).fill("Gent");
    await page.getByRole("button", { name: "Create location" }).click();
    await expect(page.getByRole("table", { name: "Active locations" })).toContainText("Plain");
  });
});
