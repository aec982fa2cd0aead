import type { Page } from "@playwright/test";
import sharp from "sharp";
import { drawLogo } from "./fixtures/logo";
import { messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

const file = (buffer: Buffer, name = "logo.png") => ({ name, mimeType: "image/png", buffer });

async function upload(page: Page, buffer: Buffer, name?: string) {
  await page.getByLabel(/Logo file|Another logo/).setInputFiles(file(buffer, name));
  await page.getByRole("button", { name: "Upload" }).click();
}

test("an owner enters the billing details; a mistyped VAT number is found before it is saved", async ({
  page,
  merchant,
}) => {
  await merchant.addLocation();
  await page.goto("/settings/billing");
  await expect(page.getByLabel("City")).toHaveValue("Brussels");
  await page.getByLabel("Legal name").fill("Brasserie BV");
  await page.getByLabel("VAT number").fill("0203.201.341");
  await page.getByLabel("E-mail for invoices").fill("invoices@brasserie.test");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("BE0203201341 cannot be right: its check digits do not fit.")).toBeVisible();
  await expect(page.getByLabel("Legal name")).toHaveValue("Brasserie BV");
  await page.getByLabel("VAT number").fill("0203.201.340");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(messages(page)).toHaveText("The billing details were saved.");
  await expect(page.getByLabel("VAT number")).toHaveValue("BE0203201340");
});

test("colours show their contrast and the preview while somebody types, and unreadable ones are not saved", async ({
  page,
}) => {
  await page.goto("/settings/brand");
  const brand = page.getByRole("region", { name: "Name and colours" });
  const button = page.getByRole("region", { name: "Preview" }).getByText("View order");
  await expect(button).toHaveCSS("background-color", "rgb(43, 82, 217)");
  await brand.getByLabel("Name").fill("Chez Nous");
  await expect(page.getByRole("region", { name: "Preview" }).getByText("Chez Nous")).toHaveCount(3);
  await brand.getByRole("textbox", { name: "Buttons", exact: true }).fill("#ffee00");
  await expect(button).toHaveCSS("background-color", "rgb(255, 238, 0)");
  await expect(brand.getByText("Button against the background: 1.20 : 1")).toBeVisible();
  await brand.getByRole("button", { name: "Save" }).click();
  await expect(brand.getByText("the contrast is 1.20 : 1 and must be at least 3 : 1.")).toBeVisible();
  await brand.getByRole("textbox", { name: "Buttons", exact: true }).fill("#8a1538");
  await brand.getByRole("button", { name: "Save" }).click();
  await expect(messages(page)).toHaveText("The brand was saved.");
  await page.reload();
  await expect(button).toHaveCSS("background-color", "rgb(138, 21, 56)");
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("Chez Nous");
});

test("a logo is looked at by its bytes, drawn anew, shown to everybody, and removed", async ({ page, stack }) => {
  await page.goto("/settings/brand");
  await upload(page, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"));
  await expect(page.getByText("Other kinds, such as SVG, are not taken.")).toBeVisible();
  const bomb = await sharp({ create: { width: 5_000, height: 5_000, channels: 3, background: "#fff" } })
    .png()
    .toBuffer();
  await upload(page, bomb);
  await expect(page.getByText("more than 16 million pixels")).toBeVisible();
  await upload(page, Buffer.alloc(3 * 1024 * 1024));
  await expect(page.getByText("The file is larger than 2 MB.")).toBeVisible();

  await upload(page, await drawLogo(900, 300), "../../etc/passwd");
  await expect(messages(page)).toContainText("The logo was saved.");
  const logo = page.getByRole("img", { name: /^Logo of/ });
  await expect(logo).toHaveJSProperty("naturalWidth", 640);
  const address = new URL((await logo.getAttribute("src")) ?? "", stack.appUrl);
  // As a guest, who is nobody: no cookie goes along.
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/webp",
    "x-content-type-options": "nosniff",
    "content-security-policy": expect.stringContaining("default-src 'none'"),
  });
  await page.getByRole("button", { name: "Remove logo" }).click();
  await expect(messages(page)).toContainText("The logo was removed.");
  expect((await fetch(address)).status).toBe(404);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("colours and logo can be changed as well", async ({ page }) => {
    await page.goto("/settings/brand");
    await page.getByRole("textbox", { name: "Buttons", exact: true }).fill("#8a1538");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("region", { name: "Preview" }).getByText("View order")).toHaveCSS(
      "background-color",
      "rgb(138, 21, 56)",
    );
    await upload(page, await drawLogo());
    await expect(page.getByRole("img", { name: /^Logo of/ })).toBeVisible();
  });
});

test.describe("a manager", () => {
  test.use({ signedInAs: "manager" });

  test("changes the brand and not the billing", async ({ page }) => {
    await page.goto("/settings/billing");
    await expect(page.getByText("Only owners can enter them.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Save" })).toHaveCount(0);
    await page.goto("/settings/brand");
    await expect(page.getByRole("button", { name: "Save" })).toBeVisible();
  });
});

test.describe("a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("sees the brand, and a logo sent past the page is refused", async ({ page, stack }) => {
    await page.goto("/settings/brand");
    await expect(page.getByText("Only owners and managers can change the brand.")).toBeVisible();
    const answer = await page.request.post("/settings/brand/logo", {
      headers: { origin: stack.appUrl },
      multipart: { logo: file(await drawLogo()) },
    });
    expect(answer.status()).toBe(403);
    await expect(page.getByText("No logo yet. The name stands alone.")).toBeVisible();
  });
});
