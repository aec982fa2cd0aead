import type { Page } from "@playwright/test";
import { changeRecipients } from "@/lib/attention/update-notification-settings";
import { isSignedWith, startReceiver } from "@/lib/testing/notice-receiver";
import { expectAccessible } from "./fixtures/accessible";
import { goTo, messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

const webhook = (page: Page) => page.getByRole("region", { name: "Notices by webhook" });

test("an owner says who is told, enters a webhook, and a test notice arrives there signed", async ({ page }) => {
  const receiver = await startReceiver();
  await page.goto("/settings/payments");
  await goTo(page, "Notifications");
  await page.getByLabel("To").fill("chef@brasserie.test\nnobody");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByText("“nobody” is not an e-mail address.")).toBeVisible();
  await page.getByLabel("To").fill("chef@brasserie.test");
  await page.getByLabel("Send e-mails").uncheck();
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(messages(page)).toHaveText("The addresses were saved.");
  await expect(page.getByLabel("To")).toHaveValue("chef@brasserie.test");
  await expect(page.getByLabel("Send e-mails")).not.toBeChecked();

  await page.getByRole("button", { name: "Send a test notice" }).click();
  await expect(messages(page)).toContainText("Nobody would be told");
  await page.getByLabel("Address", { exact: true }).fill("https://10.0.0.1/hook");
  await page.getByRole("button", { name: "Save address" }).click();
  await expect(page.getByText("The address must be on the public internet.")).toBeVisible();
  await page.getByLabel("Address", { exact: true }).fill(receiver.url);
  await page.getByRole("button", { name: "Save address" }).click();
  const secret = webhook(page).locator("#webhook-secret");
  await expect(secret).toHaveText(/^whsec_/);
  const shown = (await secret.textContent()) ?? "";
  await expect(webhook(page)).toContainText("Nothing has been sent there yet.");
  await expect(webhook(page)).not.toContainText("upvendo-secret");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Send a test notice" }).click();
  // Told by the worker's news: nobody loads the page again.
  await expect(webhook(page)).toContainText("Delivered");
  await expect(webhook(page)).toContainText("“Test notice from Upvendo”");
  expect(receiver.got).toHaveLength(1);
  expect(receiver.got.every((message) => isSignedWith(shown, message))).toBe(true);
  await page.reload();
  await expect(page.getByText("whsec_")).toHaveCount(0);

  await page.getByRole("button", { name: "Remove webhook" }).click();
  await expect(webhook(page)).toContainText("The webhook was removed.");
  await expect(webhook(page)).toContainText("No webhook has been entered.");
  await receiver.close();
});

test.describe("a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("sees who is told and changes nothing", async ({ page, merchant, stack }) => {
    await changeRecipients(stack.services, merchant.session.actor, {
      byEmail: true,
      recipients: ["chef@brasserie.test"],
    });
    await page.goto("/settings/notifications");
    await expect(page.getByText("Told by e-mail: chef@brasserie.test.")).toBeVisible();
    for (const name of ["Save", "Save address", "Send a test notice"])
      await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
    await expectAccessible(page);
  });
});
