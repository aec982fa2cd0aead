import { readAllReadiness } from "@/lib/lightspeed/readiness/read-all-readiness";
import { readMenus } from "./fixtures/menus";
import { readyToSell } from "./fixtures/orders";
import { expect, test } from "./fixtures/test";

test("the dress rehearsal asks for the void on paper, is certified only then, and says when it holds no longer", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  test.setTimeout(150_000);
  const at = await readyToSell({ stack, merchant, sandbox });
  await readMenus(stack, merchant, at);
  await readAllReadiness(stack.services, merchant.merchant.id);
  await page.goto("/setup");
  const card = page.getByRole("region", { name: "Dress rehearsal at Old Town" });
  await expect(card).toContainText("Not run yet");
  await card.getByRole("button", { name: "Run the dress rehearsal" }).click();
  await expect(card).toContainText("Waits for the void", { timeout: 60_000 });
  await expect(card.locator("q")).toContainText(/please void check A[\d.]+ \(order UPV-001, /);
  await expect(card.getByRole("listitem").filter({ hasText: "Proven" })).toHaveCount(13);
  await card.getByRole("button", { name: "Look now" }).click();
  await expect(card.getByRole("alert")).toContainText("Stopped at “Voided on the till and absent from its reports”");
  await expect(page.getByRole("link", { name: "Open the certificate" })).toBeHidden();

  // Somebody of the staff reads the message and does it.
  const till = await page.context().newPage();
  await till.goto(`${stack.sandboxUrl}/till?account=${sandbox.accountId}&location=${at.placeId}`);
  await expect(till.getByRole("region", { name: "Messages at this till" })).toContainText(
    "TEST OVER: please void check",
  );
  await till.getByRole("button", { name: /^Void check/ }).click();
  await expect(till.getByRole("region", { name: "Checks closed at this till" })).toContainText("Voided");
  await till.close();

  await expect(card).toContainText("Certificate issued", { timeout: 30_000 });
  await card.getByRole("link", { name: "Open the certificate" }).click();
  const sheet = page.getByRole("region", { name: "Dress rehearsal passed" });
  await expect(sheet).toContainText("Everything that must last was looked at now, and holds.");
  await expect(sheet.getByRole("list", { name: "Proven hops" }).getByRole("listitem")).toHaveCount(14);
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await expect(sheet).toBeVisible();
  await page.emulateMedia({ media: "screen" });

  await stack.sql`update location_links set active = false where merchant_id = ${merchant.merchant.id}`;
  await page.reload();
  await expect(sheet).toContainText("No longer valid");
  await sheet.getByRole("link", { name: "Link it on the Lightspeed page, Settings tab." }).click();
  await expect(page.getByRole("region", { name: "Location links" })).toBeVisible();
});
