import { withTenant } from "@/db/client";
import { saveLocationSettings } from "@/db/queries/location-settings";
import { switchChannel } from "@/lib/channels/switch-channel";
import { readTableCode } from "@/lib/orders/table-code";
import { readMenus } from "./fixtures/menus";
import type { Merchant } from "./fixtures/merchants";
import { messages } from "./fixtures/pages";
import type { Sandbox } from "./fixtures/sandbox";
import { chooseBrand, enterBilling, plantTestOrder } from "./fixtures/situations/stages";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

type Scene = { stack: Stack; merchant: Merchant; sandbox: Sandbox };

/** Connected, linked, menus read, order profiles chosen: everything but a payment profile. */
async function setUp({ stack, merchant, sandbox }: Scene): Promise<{ locationId: string; placeId: string }> {
  const { id: locationId } = await merchant.addLocation();
  await merchant.connectTo(sandbox);
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(locationId, placeId);
  await withTenant(stack.services.db, merchant.merchant.id, (tx) =>
    saveLocationSettings(
      tx,
      { locationId, businessLocationId: placeId },
      { orderProfileDineIn: "DINEIN", orderProfileTakeaway: "TAKEAWAY", paymentMethodCode: "OOPAYMENT" },
    ),
  );
  await readMenus(stack, merchant, { locationId, placeId });
  return { locationId, placeId };
}

test("a test order is composed, looked at, sent to the till and settled there", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const { placeId } = await setUp({ stack, merchant, sandbox });
  await page.goto("/channels/test?q=croquettes");
  await page.getByLabel("Table").fill("12");
  await page.getByLabel(/Shrimp croquettes/).fill("2");
  await page.getByRole("button", { name: "Check" }).click();
  await expect(page.getByRole("status").filter({ hasText: "This order would land: € 37,00" })).toBeVisible();

  await page.getByLabel("Table").fill("12");
  await page.getByRole("button", { name: "Send with a test payment" }).click();
  const progress = page.getByRole("region", { name: /^Test order UPV-/ });
  await expect(progress).toBeVisible();
  await expect(progress).toContainText(/The till has it|It went the whole way/, { timeout: 30_000 });
  await expect(async () => {
    const till = await sandbox.control<{ sales: { totalCents: number }; payments: { state: string }[] }>(
      "GET",
      `/till/${placeId}`,
    );
    expect(till.payments).toMatchObject([{ state: "done", cents: 3700 }]);
  }).toPass({ timeout: 30_000 });
  await progress.getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("UPV-");
});

test("a channel is switched on, paused with a reason and resumed, and says what stops it", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const { locationId } = await setUp({ stack, merchant, sandbox });
  const at = { locationId, channel: "kiosk" as const };
  await switchChannel(stack.services, merchant.session.actor, { ...at, on: false });
  await page.goto("/channels");
  // Until it is answered: what is changed behind it next must not be seen by it.
  const turnOn = async () => {
    const answer = page.waitForResponse((response) => response.request().method() === "POST");
    await page.getByRole("button", { name: "Switch Kiosk at Old Town on" }).click();
    await answer;
  };
  await turnOn();
  await expect(messages(page)).toContainText("cannot go live yet");
  await expect(page.getByRole("list", { name: "What stops Kiosk at Old Town" })).toContainText("Fill in billing.");
  await enterBilling({ merchant, stack });
  await chooseBrand({ merchant, stack });
  await turnOn();
  await expect(page.getByRole("list", { name: "What stops Kiosk at Old Town" })).toContainText("Place a test order.");
  await plantTestOrder({ merchant, stack }, locationId);
  await turnOn();
  await expect(messages(page)).toContainText("The channel is on.");
  await expect(page.getByRole("list", { name: "What stops Kiosk at Old Town" })).toContainText("no payment profile");
  const row = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: /^Kiosk/ }) });
  await row.locator("summary").click();
  await row.getByLabel("Reason").fill("The oven is broken");
  await row.getByRole("button", { name: "Pause Kiosk at Old Town now" }).click();
  await expect(row).toContainText("Paused by your team: The oven is broken");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await row.getByRole("button", { name: "Resume Kiosk at Old Town" }).click();
  await expect(row).not.toContainText("The oven is broken");
});

test("a key is shown once, replaced and revoked", async ({ page, merchant }) => {
  await merchant.addLocation();
  await page.goto("/channels/keys");
  await page.getByLabel("Channel", { exact: true }).selectOption("Online Ordering");
  await page.getByRole("button", { name: "Create key" }).click();
  await expect(page.getByLabel("Name")).toHaveAccessibleDescription("Enter a name.");
  await expect(page.getByLabel("Name")).toBeFocused();
  await expect(page.getByLabel("Channel", { exact: true })).toHaveValue("online");
  await page.getByLabel("Channel", { exact: true }).selectOption("Kiosk");
  await page.getByLabel("Name").fill("Kiosk by the door");
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.locator("#new-key").innerText();
  expect(key).toMatch(/^upv_[\w-]{43}$/);
  await page.reload();
  expect(await page.content()).not.toContain(key);
  await page.getByRole("button", { name: "Replace", exact: true }).click();
  await expect(page.locator("#new-key")).toBeVisible();
  await expect(page.getByText("Replaced", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Revoke Kiosk by the door" }).first().click();
  await expect(messages(page)).toContainText("The key was revoked");
});

test("table codes come as a sheet and as pictures, and are worth nothing once replaced", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const { locationId } = await setUp({ stack, merchant, sandbox });
  await page.goto("/channels/tables");
  const sheet = await page.request.get(`/channels/tables/codes?location=${locationId}`);
  expect(sheet.headers()["content-type"]).toBe("application/pdf");
  expect((await sheet.body()).subarray(0, 5).toString()).toBe("%PDF-");
  const picture = await page.request.get(`/channels/tables/codes?location=${locationId}&table=12`);
  expect(picture.headers()["content-type"]).toBe("image/png");
  expect((await page.request.get(`/channels/tables/codes?location=${locationId}&table=99999`)).status()).toBe(404);
  await expect(page.getByText("No code was printed yet.")).toBeVisible();
  await page.reload();
  const rotate = page.getByRole("button", { name: "Replace all codes of Old Town" });
  const question = page.getByRole("dialog", { name: "Replace all table codes of Old Town?" });
  await rotate.click();
  await expect(question).toContainText("Every code that is on a table now stops at once");
  await question.getByRole("button", { name: "Keep these codes" }).click();
  await expect(question).toBeHidden();
  await rotate.click();
  await question.getByRole("button", { name: "Replace" }).click();
  await expect(question).toBeHidden();
  await expect(messages(page)).toContainText("The printed codes count for nothing any more");
  const merchantId = merchant.merchant.id;
  const old = { merchantId, locationId, code: `12.1.${"A".repeat(22)}` };
  expect(await readTableCode(stack.services, old)).toBeNull();
});

test("a kiosk is opened by a link that the merchant makes, and stops with the next one", async ({
  page,
  browser,
  merchant,
  stack,
}) => {
  await merchant.addLocation();
  await page.goto("/channels/links");
  await page.getByRole("button", { name: "Make a kiosk link for Old Town" }).click();
  await expect(messages(page)).toContainText("The kiosk link is new");
  await expect(page.getByRole("img", { name: "Kiosk link of Old Town, to scan with the kiosk" })).toBeVisible();
  const link = await page.getByText(/\/enter\?kiosk=/).innerText();
  const context = await browser.newContext({ baseURL: stack.appUrl });
  const kiosk = await context.newPage();
  await kiosk.goto(link);
  await expect(kiosk.getByText("Old Town")).toBeVisible();
  await expect(kiosk.getByRole("heading", { name: "How would you like it?" })).toBeVisible();
  await page.getByRole("button", { name: "Replace the kiosk link of Old Town" }).click();
  const question = page.getByRole("dialog", { name: "Replace the kiosk link of Old Town?" });
  await expect(question).toContainText("Every kiosk of Old Town stops at once");
  // Nothing is replaced before the question is answered.
  await kiosk.goto(link);
  await expect(kiosk.getByRole("heading", { name: "How would you like it?" })).toBeVisible();
  await question.getByRole("button", { name: "Replace" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByText(/\/enter\?kiosk=2\./)).toBeVisible();
  await kiosk.goto(link);
  await expect(kiosk.getByRole("heading", { name: "This device is not a kiosk" })).toBeVisible();
  await context.close();
});
