import type { Page } from "@playwright/test";
import { messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

const panel = (page: Page) => page.getByRole("region", { name: "Order settings" });

test("a merchant chooses how orders go to the till, and is warned when a choice disappears from Lightspeed", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const [location] = await stack.sql`select id from locations where merchant_id = ${connected.merchant.id}`;
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await connected.link(location?.id, placeId);
  await page.goto("/lightspeed");
  const form = panel(page).getByRole("form", { name: "Old Town to Grand-Place" });
  await expect(panel(page)).toContainText("No order profile is chosen for dine-in");
  await form.getByLabel("Order profile for dine-in").selectOption({ label: "Dine-in (DINEIN, dine-in)" });
  await form.getByLabel("Order profile for takeaway").selectOption({ label: "Takeaway (TAKEAWAY, takeaway)" });
  await form.getByLabel("Payment method").selectOption({ label: "Bank card (CARD)" });
  await form.getByLabel("Staff ID").fill("48213");
  await form.getByLabel("Delivery time limit").fill("0.5");
  await form.getByRole("button", { name: "Save order settings" }).click();
  // The browser itself refuses less than a minute.
  await expect(form.getByLabel("Delivery time limit")).toBeFocused();
  await form.getByLabel("Delivery time limit").fill("5");
  await form.getByLabel("With the order").check();
  await form.getByRole("button", { name: "Save order settings" }).click();
  await expect(messages(page)).toContainText("The order settings of Old Town were saved.");
  await expect(panel(page)).not.toContainText("No order profile is chosen");
  await page.reload();
  await expect(form.getByLabel("Payment method").locator("option:checked")).toHaveText("Bank card (CARD)");
  await expect(form.getByLabel("Delivery time limit")).toHaveValue("5");
  await expect(form.getByLabel("With the order")).toBeChecked();

  await sandbox.control("PATCH", `/till/${placeId}/back-office`, { paymentMethods: { CARD: { listed: false } } });
  await panel(page).getByRole("button", { name: "Check now" }).click();
  await expect(panel(page)).toContainText("The payment method “Bank card (CARD)” is no longer in Lightspeed");
  await expect(form.getByLabel("Payment method").locator("option:checked")).toHaveText(
    "CARD (no longer in Lightspeed)",
  );
  await form.getByLabel("Payment method").selectOption({ label: "Online order payment (OOPAYMENT)" });
  await form.getByRole("button", { name: "Save order settings" }).click();
  await expect(panel(page)).not.toContainText("is no longer in Lightspeed");
});

test.describe("who may only look", () => {
  test.use({ signedInAs: "viewer" });

  test("a viewer sees the settings and no control", async ({ page, connected, sandbox, stack }) => {
    const [location] = await stack.sql`select id from locations where merchant_id = ${connected.merchant.id}`;
    await connected.link(location?.id, sandbox.businesses[0]?.locations[0]?.id ?? "");
    await page.goto("/lightspeed");
    await expect(panel(page)).toContainText("Delivery time limit10 minutes");
    await expect(panel(page).getByRole("button")).toHaveCount(0);
    await expect(panel(page).getByRole("combobox")).toHaveCount(0);
  });
});
