import { expect, test } from "./fixtures/test";

test("help asks one question after the other and ends in exact words for Lightspeed", async ({ page }) => {
  await page.goto("/help");
  await page.getByRole("link", { name: "OAuth connection failed" }).click();
  for (const question of [
    /“Restaurant” and “K-Series”\?/,
    /admin or owner\?/,
    /without the words/,
    /private window\?/,
  ]) {
    await expect(page.getByRole("heading", { name: question })).toBeVisible();
    await expect(page.getByRole("region", { name: question })).toContainText("Upvendo finds nothing wrong here itself");
    await page.getByRole("link", { name: "Yes, go on" }).click();
  }
  await expect(page.getByRole("heading", { name: "Everything on our side is in order" })).toBeVisible();
  await expect(page.getByRole("blockquote")).toContainText("“OAuth connection failed”");
});

test("with nothing wrong help says so at once, with words for Lightspeed that name the business", async ({
  page,
  connected: _connected,
  sandbox,
}) => {
  await page.goto("/help/refresh-failed");
  const card = page.getByRole("region", { name: "Everything on our side is in order" });
  await expect(card).toContainText("finds nothing wrong here");
  await expect(page.getByRole("blockquote")).toContainText(sandbox.businesses[0]?.id ?? "no id");
});

test("a fault that help finds is mended with one press", async ({ page, connected, stack }) => {
  await stack.sql`delete from webhook_endpoints where merchant_id = ${connected.merchant.id}`;
  await page.goto("/help/webhook-silent");
  await expect(page.getByRole("region", { name: "This is the cause" })).toContainText("no address of ours");
  await page.getByRole("button", { name: "Register endpoint" }).click();
  await expect(page.getByRole("region", { name: "All points" })).toContainText("Lightspeed has our address");
});
