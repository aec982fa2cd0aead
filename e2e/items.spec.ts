import type { Page } from "@playwright/test";
import sharp from "sharp";
import type { Merchant } from "./fixtures/merchants";
import { messages } from "./fixtures/pages";
import { breakPictures, expectPlacesKept, widthsOf } from "./fixtures/pictures";
import type { Sandbox } from "./fixtures/sandbox";
import { expect, test } from "./fixtures/test";

async function link(merchant: Merchant, sandbox: Sandbox): Promise<void> {
  const { id } = await merchant.addLocation({ name: "Old Town" });
  await merchant.connectTo(sandbox);
  await merchant.link(id, sandbox.businesses[0]?.locations[0]?.id ?? "");
}

const table = (page: Page) => page.getByRole("table", { name: "Items" });

async function openItem(page: Page, sku: string) {
  await page.goto(`/lightspeed/items?q=${sku}`);
  await table(page)
    .getByRole("link", { name: /^(Edit|View)/ })
    .first()
    .click();
  await expect(page).toHaveURL(/\/lightspeed\/items\/\d+/);
}

const picture = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: "#336699" } })
    .png()
    .toBuffer();

test.beforeEach(({ merchant, sandbox }) => link(merchant, sandbox));

test("an item is found, created with a hostile name, edited, archived and deleted", async ({ page }) => {
  const name = `<img src=x onerror="alert(1)"> Soupe d’été & co`;
  await page.goto("/lightspeed/items");
  await expect(table(page).getByRole("row")).not.toHaveCount(1);
  await page.getByRole("link", { name: "Add item" }).click();
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("SKU", { exact: true }).fill("SOUP-OF-THE-DAY-WITH-A-LONG-SKU");
  await expect(page.getByText("31 characters: over 25 it can neither be ordered")).toBeVisible();
  await page.getByLabel("SKU", { exact: true }).fill("SOUP-DAY");
  await page.getByRole("button", { name: "Create item" }).click();
  await expect(page.getByText("Choose an accounting group.")).toBeVisible();
  await expect(page.getByText("Enter an amount such as 12,50.")).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue(name);
  await page.getByLabel("Accounting group").selectOption({ index: 1 });
  await page.getByLabel("Price (EUR)", { exact: true }).fill("7,50");
  await page.getByRole("button", { name: "Create item" }).click();
  await expect(messages(page)).toContainText("The item was created.");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(name);
  await expect(page.getByLabel("Price (EUR)", { exact: true })).toHaveValue("7,50");

  await page.getByLabel("Price (EUR)", { exact: true }).fill("8");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByLabel("Price (EUR)", { exact: true })).toHaveValue("8,00");
  await page.getByRole("button", { name: "Archive" }).click();
  await expect(page.getByText("This item is archived")).toBeVisible();
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete item" }).click();
  await expect(page).toHaveURL(/\/lightspeed\/items(\?|$)/);
  await page.goto("/lightspeed/items?q=SOUP-DAY&show=all");
  await expect(page.getByText("No item matches")).toBeVisible();
});

test("of two who edit at once the second sees both versions and decides", async ({ page, context }) => {
  await openItem(page, "MAI-STEAK");
  const other = await context.newPage();
  await other.goto(page.url());
  await other.getByLabel("Price (EUR)", { exact: true }).fill("31");
  await other.getByRole("button", { name: "Save", exact: true }).click();
  await expect(other.getByLabel("Price (EUR)", { exact: true })).toHaveValue("31,00");

  await page.getByLabel("Name", { exact: true }).fill("Steak frites");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const both = page.getByRole("table", { name: "Both versions" });
  await expect(both.getByRole("row", { name: /Name/ }).first()).toContainText("Steak frites");
  await expect(both.getByRole("row", { name: /Price/ })).toContainText("31,00");
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Steak frites");
  await page.getByRole("button", { name: "Save mine over theirs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Steak frites" })).toBeVisible();
});

test("where Lightspeed deletes no items, archiving is offered instead", async ({ page, sandbox }) => {
  await sandbox.control("PATCH", `/accounts/${sandbox.accountId}`, { settings: { itemDelete: "missing" } });
  await openItem(page, "STA-SOEP");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("button", { name: "Delete item" }).click();
  await expect(page.getByText("This Lightspeed does not delete items over its connection.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Archive" })).toBeVisible();
});

test("texts show what stands in for an empty one, and allergens are stated or not, never “free of”", async ({
  page,
}) => {
  await openItem(page, "MAI-STEAK");
  const texts = page.getByRole("region", { name: "Texts and allergens" });
  await texts.getByLabel("Description").first().fill("<script>alert(1)</script> Steak à point");
  await texts.getByRole("checkbox").first().check();
  await texts.getByRole("button", { name: "Save texts and allergens" }).click();
  await expect(messages(page)).toContainText("Texts and allergens were saved.");
  await expect(texts.getByLabel("Description").first()).toHaveValue("<script>alert(1)</script> Steak à point");
  await expect(texts.getByRole("checkbox").first()).toBeChecked();
  await expect(texts).toContainText("not stated");
});

test("a picture is checked before it is sent: too small is refused with the least size, a fitting one arrives cut to shape", async ({
  page,
  sandbox,
}) => {
  await openItem(page, "STA-SOEP");
  const card = page.getByRole("region", { name: "Picture", exact: true });
  const file = card.getByLabel("New picture");
  await file.setInputFiles({ name: "small.png", mimeType: "image/png", buffer: await picture(200, 150) });
  await expect(card).toContainText("Lightspeed wants at least 360 × 360");
  await expect(card.getByRole("button", { name: "Send to Lightspeed" })).toBeDisabled();
  await file.setInputFiles({ name: "soup.gif", mimeType: "image/gif", buffer: Buffer.from("GIF89a") });
  await expect(card).toContainText("Choose a JPEG, PNG or WebP picture.");
  await file.setInputFiles({ name: "soup.png", mimeType: "image/png", buffer: await picture(900, 600) });
  await expect(card.getByRole("img", { name: "How the picture will be cut" })).toBeVisible();
  await card.getByRole("button", { name: "Send to Lightspeed" }).click();
  await expect(messages(page)).toContainText("The picture was sent to Lightspeed.");
  const sent = await sandbox.requests({ operation: "richItems" });
  expect(sent.filter(({ status }) => status !== null && status >= 400)).toEqual([]);
});

test("an item's picture that does not come keeps its place and its words; one that Lightspeed has lost is a sign of ours", async ({
  page,
  sandbox,
  faults,
}) => {
  const broken = await breakPictures(page, faults);
  await openItem(page, "STA-SOEP");
  const card = page.getByRole("region", { name: "Picture", exact: true });
  const picture = card.getByRole("img", { name: "Soup of the day" });
  await expectPlacesKept(page, picture, broken.release);
  await page.unrouteAll();
  await sandbox.fault({ type: "status", status: 503 }, { operation: "richItems" });
  const address = (await picture.getAttribute("src")) ?? "";
  expect((await page.request.get(address)).headers()["content-type"]).toBe("image/svg+xml");
  await sandbox.clearFaults();
  await page.reload();
  await expect.poll(() => widthsOf(picture)).toEqual([480]);
});

test("languages of the business are changed and shown on every item", async ({ page }) => {
  await page.goto("/lightspeed/items?tab=languages");
  await page.getByLabel("Add languages").fill("de, xx-yy");
  await page.getByRole("button", { name: "Save languages" }).click();
  await expect(page.getByText("Enter a language such as nl or fr_BE.")).toBeVisible();
  await page.getByLabel("Add languages").fill("de");
  await page.getByRole("checkbox", { name: "fr" }).uncheck();
  await page.getByRole("button", { name: "Save languages" }).click();
  await expect(page.getByText("The languages were saved.")).toBeVisible();
  await openItem(page, "STA-SOEP");
  await expect(page.getByRole("group", { name: /German/ })).toBeVisible();
});

test.describe("a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("reads everything and finds nothing to change it with", async ({ page }) => {
    await openItem(page, "MAI-STEAK");
    await expect(page.getByText("Only owners and managers can change items.")).toBeVisible();
    await expect(page.getByRole("main").getByRole("textbox")).toHaveCount(0);
    await page.goto("/lightspeed/items");
    await expect(page.getByRole("link", { name: "Add item" })).toHaveCount(0);
    expect((await page.goto("/lightspeed/items/new"))?.status()).toBe(403);
  });
});
