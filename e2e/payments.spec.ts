import { createProfile } from "@/lib/payments/profiles/create-profile";
import { createMerchant } from "./fixtures/merchants";
import { messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

type StripeKeys = { id: string; secretKey: string; endpoints: { url: string }[] };
type VivaKeys = { id: string; apiKey: string; clientId: string; clientSecret: string; sourceCode: string };

test("an owner adds a Stripe account: keys checked, webhook made, location assigned, secret replaced, profile removed", async ({
  page,
  merchant,
  sandbox,
}) => {
  await merchant.addLocation({ name: "Old Town" });
  const account = await sandbox.control<StripeKeys>("POST", "/payments/accounts", {
    provider: "stripe",
    name: "Bistro",
  });
  await page.goto("/settings/payments");
  await expect(page.getByText("Lightspeed does not take your guests' payments")).toBeVisible();
  await page.getByRole("link", { name: "Add payment profile" }).click();
  await page.getByLabel("Profile name").fill("Cards");
  await expect(page.getByLabel("Country")).toHaveValue("BE");
  await page.getByLabel("Secret key").fill(`${account.secretKey}00`);
  await page.getByRole("button", { name: "Check and save" }).click();
  await expect(page.getByRole("tabpanel").getByRole("alert")).toContainText(
    "Stripe does not accept the secret key. Nothing was saved.",
  );
  await expect(page.getByLabel("Profile name")).toHaveValue("Cards");
  await expect(page.getByLabel("Secret key")).toHaveValue("");

  await page.getByLabel("Secret key").fill(account.secretKey);
  await page.getByRole("button", { name: "Check and save" }).click();
  await expect(messages(page)).toContainText("The keys are good and the profile was saved.");
  const facts = page.getByRole("region", { name: "Account at Stripe" });
  await expect(facts).toContainText(`Bistro ${account.id}`);
  await expect(facts).toContainText(`sk_test_…${account.secretKey.slice(-4)}`);
  await expect(facts).toContainText("Test mode: no real money");
  expect(await page.content()).not.toContain(account.secretKey);
  const [made] = (await sandbox.control<StripeKeys[]>("GET", "/payments/accounts")).filter(
    ({ id }) => id === account.id,
  );
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText(made?.endpoints[0]?.url ?? "none");

  await page.getByRole("checkbox", { name: "Old Town" }).check();
  await page.getByRole("button", { name: "Save locations" }).click();
  await expect(messages(page)).toContainText("The locations were saved.");
  await expect(page.getByText("Ready", { exact: true })).toBeVisible();

  await page.getByRole("button", { name: "Replace signing secret" }).click();
  await expect(page.getByText("The former secret is accepted for a day.")).toBeVisible();
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(messages(page)).toContainText("The keys are good.");

  await page.getByRole("button", { name: "Remove" }).click();
  await expect(messages(page)).toContainText("The payment profile was removed.");
  await expect(page.getByText("No payment profile yet", { exact: true })).toBeVisible();
});

test("keys of another account or of the other mode are not taken into a profile", async ({ page, sandbox }) => {
  const make = (livemode: boolean) =>
    sandbox.control<StripeKeys>("POST", "/payments/accounts", { provider: "stripe", livemode });
  const [first, other] = [await make(false), await make(true)];
  await page.goto("/settings/payments/new");
  await page.getByLabel("Profile name").fill("Cards");
  await page.getByLabel("Country").selectOption("BE");
  await page.getByLabel("Secret key").fill(first.secretKey);
  await page.getByRole("button", { name: "Check and save" }).click();
  const keys = page.getByRole("region", { name: "Replace the keys" });
  await keys.getByLabel("Secret key").fill(other.secretKey);
  await keys.getByRole("button", { name: "Check and replace" }).click();
  await expect(keys.getByRole("alert")).toContainText("These keys are of another account.");
  await keys.getByLabel("Secret key").fill(first.secretKey);
  await keys.getByRole("button", { name: "Check and replace" }).click();
  await expect(messages(page)).toContainText("The new keys are good and were saved.");
});

test("an owner adds a Viva Wallet account, and Viva Wallet accepts the webhook address", async ({ page, sandbox }) => {
  const account = await sandbox.control<VivaKeys>("POST", "/payments/accounts", { provider: "viva" });
  await page.goto("/settings/payments/new?provider=viva");
  await page.getByLabel("Profile name").fill("Viva");
  await page.getByLabel("Country").selectOption("BE");
  await page.getByLabel("Environment").selectOption("test");
  await page.getByLabel("Merchant ID").fill(account.id);
  await page.getByLabel("Smart Checkout Client ID").fill(account.clientId);
  const send = async (given: Partial<VivaKeys>) => {
    const { apiKey, clientSecret, sourceCode } = { ...account, ...given };
    await page.getByLabel("API key").fill(apiKey);
    await page.getByLabel("Smart Checkout Client Secret").fill(clientSecret);
    await page.getByLabel("Source code").fill(sourceCode);
    await page.getByRole("button", { name: "Check and save" }).click();
  };
  const refusal = page.getByRole("tabpanel").getByRole("alert");
  await send({ apiKey: account.clientSecret });
  await expect(refusal).toContainText("does not accept this Merchant ID with this API key. Nothing was saved.");
  await expect(refusal).toContainText("What is typed unseen is not kept: enter it once more.");
  await send({ clientSecret: account.apiKey });
  await expect(refusal).toContainText("does not accept this Client ID with this Client Secret. Nothing was saved.");
  await send({ sourceCode: "9999" });
  await expect(refusal).toContainText("takes no payment through this source code");
  await send({});
  await expect(messages(page)).toContainText("The keys are good and the profile was saved.");
  const notifications = page.getByRole("region", { name: "Notifications" });
  const address = await notifications.locator("code").first().textContent();
  await expect(notifications).toContainText("Success and failure address of the payment source");
  await sandbox.control("PATCH", `/payments/accounts/${account.id}`, { webhookUrl: address });
});

test.describe("whoever is no owner", () => {
  test.use({ signedInAs: "manager" });

  test("sees the profiles and changes nothing", async ({ page }) => {
    await page.goto("/settings/payments");
    await expect(page.getByText("Only owners can add one.")).toBeVisible();
    await expect(page.getByRole("link", { name: "Add payment profile" })).toHaveCount(0);
    expect((await page.goto("/settings/payments/new"))?.status()).toBe(403);
  });
});

test("another merchant's profile is a page that does not exist", async ({ page, stack, sandbox }) => {
  const other = await createMerchant(stack);
  const { secretKey } = await sandbox.control<StripeKeys>("POST", "/payments/accounts", { provider: "stripe" });
  const { id } = await createProfile(stack.services, other.session.actor, {
    ...{ provider: "stripe", name: "Theirs", country: "BE", secretKey },
  });
  expect((await page.goto(`/settings/payments/${id}`))?.status()).toBe(404);
  await other.remove();
});
