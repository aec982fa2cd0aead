import { expect, test } from "./fixtures/test";

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
