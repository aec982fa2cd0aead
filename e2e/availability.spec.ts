import type { Page } from "@playwright/test";
import type { Merchant } from "./fixtures/merchants";
import type { Sandbox } from "./fixtures/sandbox";
import { expect, test } from "./fixtures/test";

const COLA = "MAI-STEAK";
const SOUP = "STA-SOEP";

async function link(merchant: Merchant, sandbox: Sandbox): Promise<string> {
  const { id } = await merchant.addLocation({ name: "Old Town" });
  await merchant.connectTo(sandbox);
  const place = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(id, place);
  return place;
}

const setCount = (sandbox: Sandbox, place: string, sku: string, count: number | null) =>
  sandbox.control("PUT", `/till/${place}/counts/${sku}`, { count });

async function lookUp(page: Page, skus: string) {
  await page.getByLabel("SKUs").fill(skus);
  await page.getByRole("button", { name: "Look up" }).click();
}

const looked = (page: Page) => page.getByRole("table", { name: "Looked up" });
const counts = (page: Page) => page.getByRole("table", { name: "Counts" });

test("what is sold out at the till is looked up, listed, and follows the till", async ({ page, merchant, sandbox }) => {
  const place = await link(merchant, sandbox);
  await setCount(sandbox, place, COLA, 0);
  await setCount(sandbox, place, SOUP, 3);
  await page.goto("/lightspeed/availability");
  await lookUp(page, `${COLA}, ${SOUP}\nSID-FRIET`);
  await expect(looked(page).getByRole("row", { name: COLA })).toContainText("Sold out");
  await expect(looked(page).getByRole("row", { name: SOUP })).toContainText("3 left");
  await expect(looked(page).getByRole("row", { name: "SID-FRIET" })).toContainText("No limit");

  await page.reload();
  await expect(counts(page).getByRole("row")).toHaveCount(3);
  await setCount(sandbox, place, COLA, 12);
  await page.getByRole("region", { name: "Sold out and limited" }).getByRole("button", { name: "Refresh" }).click();
  await expect(counts(page).getByRole("row", { name: COLA })).toContainText("12 left");
});

test("Lightspeed away: the last counts stay with the reason, and nothing claims to be new", async ({
  page,
  merchant,
  sandbox,
}) => {
  const place = await link(merchant, sandbox);
  await setCount(sandbox, place, COLA, 2);
  await page.goto("/lightspeed/availability");
  await lookUp(page, COLA);
  await expect(looked(page)).toContainText("2 left");
  await sandbox.control("POST", "/faults", {
    ...{ account: sandbox.accountId, operation: "availability" },
    do: { type: "status", status: 503 },
  });
  await lookUp(page, COLA);
  await expect(page.getByRole("status", { name: "Result of the look-up" })).toContainText(
    "Below is what was known before.",
  );
  await expect(looked(page)).toContainText("2 left");
});

test("a location that sends no events is listed with the reason", async ({ page, merchant, sandbox }) => {
  await link(merchant, sandbox);
  await sandbox.control("PATCH", `/accounts/${sandbox.accountId}`, { settings: { posAppOutdated: true } });
  await page.goto("/lightspeed/availability");
  await page.getByRole("region", { name: "Sold out and limited" }).getByRole("button", { name: "Refresh" }).click();
  const coverage = page.getByRole("region", { name: "How changes reach us" });
  await expect(coverage).toContainText("Old Town");
  await expect(coverage).toContainText(/Read by asking|Sends events/);
});

test("nonsense and too much are refused beside the field", async ({ page, merchant, sandbox }) => {
  await link(merchant, sandbox);
  await page.goto("/lightspeed/availability");
  await lookUp(page, " , ");
  await expect(page.getByText("Enter at least one SKU.")).toBeVisible();
  await lookUp(page, "<script>alert(1)</script>".padEnd(40, "x"));
  await expect(page.getByText("A SKU has at most 32 characters.")).toBeVisible();
});

test("without a connection the page says what to do", async ({ page }) => {
  await page.goto("/lightspeed/availability");
  await expect(page.getByText("Lightspeed is not connected")).toBeVisible();
  await expect(page.getByRole("link", { name: "Open Lightspeed settings" })).toBeVisible();
});
