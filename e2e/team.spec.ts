import { randomUUID } from "node:crypto";
import { goTo, messages } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

test("an invited person chooses a password, signs in, and is out at the next click when an owner disables them", async ({
  page,
  stack,
  browser,
}) => {
  const email = `anna-${randomUUID()}@upvendo.test`;
  await page.goto("/settings/team");
  await page.getByRole("link", { name: "Invite" }).click();
  await page.getByLabel("Name").fill("Anna Peeters");
  await page.getByLabel("E-mail").fill("anna at home");
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(page.getByText("Enter an e-mail such as anna@example.com.")).toBeVisible();
  await expect(page.getByLabel("Name")).toHaveValue("Anna Peeters");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Manager" });
  await page.getByRole("button", { name: "Send invitation" }).click();
  await expect(messages(page)).toHaveText("The invitation was mailed.");
  const team = page.getByRole("table", { name: "Team" });
  await expect(team.getByRole("row", { name: /Anna Peeters/ })).toContainText("Invited");

  const mails = () =>
    stack
      .logOf("app")
      .split("\n")
      .filter((line) => line.includes('"msg":"mail"') && line.includes(email));
  await expect.poll(mails).toHaveLength(1);
  const [link = ""] =
    /http:\/\/\S+?\/reset-password\/[\w-]+\?invited=1/.exec(JSON.parse(mails()[0] ?? "{}").text) ?? [];
  const elsewhere = await browser.newContext({ baseURL: stack.appUrl });
  const other = await elsewhere.newPage();
  await other.goto(link);
  await expect(other.getByRole("heading", { name: "Welcome to Upvendo" })).toBeVisible();
  await other.getByLabel("New password", { exact: true }).fill("violet otter canal");
  await other.getByLabel("Repeat the new password").fill("violet otter canal");
  await other.getByRole("button", { name: "Save password" }).click();
  await other.getByLabel("E-mail").fill(email);
  await other.getByLabel("Password").fill("violet otter canal");
  await other.getByRole("button", { name: "Sign in" }).click();
  await goTo(other, "Locations");
  // A manager: may add locations, and not change the team.
  await expect(other.getByRole("link", { name: "Add location" })).toBeVisible();
  await other.goto("/settings/team");
  await expect(other.getByRole("link", { name: "Invite" })).toHaveCount(0);

  await page.goto("/settings/team");
  await team.getByRole("link", { name: "Manage Anna Peeters" }).click();
  await expect(page.getByText("Signed in on 1 device.")).toBeVisible();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(messages(page)).toHaveText("The person is disabled and signed out everywhere.");
  await goTo(other, "Home");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await elsewhere.close();

  await page.goto("/settings/team/audit");
  const log = page.getByRole("table", { name: "Audit log" });
  await expect(log.getByRole("row").nth(1)).toContainText("Disabled a person");
  await page.getByRole("link", { name: "Check the chain" }).click();
  await expect(page.getByText("The chain is whole")).toBeVisible();
});

test("among the own sessions the one that looks on is told from the others", async ({ page, merchant }) => {
  await merchant.signIn(merchant.owner);
  await page.goto(`/settings/team/${merchant.owner.id}`);
  const sessions = page.getByRole("region", { name: "Sessions" });
  await expect(sessions).toContainText("Signed in on 2 devices. Signed out everywhere, you sign in anew here as well.");
  await expect(sessions.getByText("(this device)")).toHaveCount(1);
});

test("the only owner is told why the role stays", async ({ page, merchant }) => {
  await page.goto(`/settings/team/${merchant.owner.id}`);
  await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Viewer" });
  await page.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByText("This is the only owner. Make somebody else an owner first.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Disable" })).toHaveCount(0);
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a role is changed by a plain form", async ({ page, merchant }) => {
    await page.goto(`/settings/team/${merchant.viewer.id}`);
    await page.getByRole("combobox", { name: "Role" }).selectOption({ label: "Manager" });
    await page.getByRole("button", { name: "Save role" }).click();
    await expect.poll(() => page.content()).toContain("The role was changed. The person signs in again.");
    await expect(page.getByRole("combobox", { name: "Role" })).toHaveValue("manager");
  });
});
