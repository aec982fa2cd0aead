import { randomInt } from "node:crypto";
import type { Page } from "@playwright/test";
import type { Merchant } from "./fixtures/merchants";
import { goTo } from "./fixtures/pages";
import { test as base, expect } from "./fixtures/test";

// A network of each test's own: wrong tries count for everybody who shares one.
const test = base.extend<{ network: undefined }>({
  network: [
    async ({ context }, use) => {
      const [a, b] = [randomInt(256), randomInt(256)];
      await context.setExtraHTTPHeaders({ "x-forwarded-for": `198.18.${a}.${b}` });
      await use(undefined);
    },
    { auto: true },
  ],
});
test.use({ signedInAs: null });

async function signIn(page: Page, email: string, password: string) {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
}

const home = (page: Page, { merchant }: Merchant) =>
  expect(page.getByRole("heading", { level: 1, name: merchant.name })).toBeVisible();

test("whoever is not signed in is asked to, and then gets the page that was asked for", async ({ page, merchant }) => {
  await page.goto("/lightspeed?tab=status");
  await expect(page).toHaveURL(/\/login\?next=/);
  await signIn(page, merchant.owner.email.toUpperCase(), merchant.password);
  await expect(page).toHaveURL(/\/lightspeed\?tab=status$/);
  await page.goto("/login");
  await home(page, merchant);
});

test("a wrong password and an unknown person get the same answer, and the e-mail stays in its field", async ({
  page,
  merchant,
}) => {
  await page.goto("/login");
  for (const email of [merchant.owner.email, "nobody@upvendo.test"]) {
    await signIn(page, email, "not the password");
    await expect(page.getByRole("alert").filter({ hasText: "The e-mail or the password is not right." })).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue(email);
    await expect(page.getByLabel("Password")).toHaveValue("");
  }
  await signIn(page, merchant.owner.email, merchant.password);
  await home(page, merchant);
});

test("too many wrong tries are told to wait, for a person who exists and for one who does not", async ({
  page,
  merchant,
}) => {
  for (const email of [merchant.owner.email, `nobody-${randomInt(1e9)}@upvendo.test`]) {
    await page.goto("/login");
    const blocked = page.getByText(/^Too many tries\. Wait .*(second|minute)/);
    // The first waits are short, so a slow machine may come back too late to meet one.
    for (let tries = 0; tries < 12 && !(await blocked.isVisible()); tries++) {
      await signIn(page, email, "not the password");
      // The form empties it when the answer has come.
      await expect(page.getByLabel("Password")).toHaveValue("");
    }
    await expect(blocked).toBeVisible();
  }
});

test("a new password comes by mail, ends every session and lets the owner in again", async ({
  page,
  merchant,
  stack,
  browser,
}) => {
  const elsewhere = await browser.newContext();
  await elsewhere.addCookies([merchant.session.cookie]);
  const other = await elsewhere.newPage();
  await other.goto(`${stack.appUrl}/lightspeed`);
  await expect(other.getByRole("heading", { level: 1, name: "Lightspeed" })).toBeVisible();

  await page.goto("/login");
  await page.getByRole("link", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await page.getByLabel("E-mail").fill(merchant.owner.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(`If ${merchant.owner.email} has an account, the link is on its way.`)).toBeVisible();
  const mails = () =>
    stack
      .logOf("app")
      .split("\n")
      .filter((line) => line.includes('"msg":"mail"') && line.includes(merchant.owner.email));
  await expect.poll(mails).toHaveLength(1);
  const [link = ""] = /http:\/\/\S+?\/reset-password\/[\w-]+/.exec(JSON.parse(mails()[0] ?? "{}").text) ?? [];

  await page.goto(link);
  const choose = async (password: string, repeat = password) => {
    await page.getByLabel("New password", { exact: true }).fill(password);
    await page.getByLabel("Repeat the new password").fill(repeat);
    await page.getByRole("button", { name: "Save password" }).click();
  };
  await choose("violet otter canal", "violet otter cannal");
  await expect(page.getByText("The two passwords are not the same.")).toBeVisible();
  await choose("passwordpassword");
  await expect(page.getByText("This password is too easy to guess.")).toBeVisible();
  await choose("violet otter canal");
  await expect(page.getByText("Your new password is set. Sign in with it.")).toBeVisible();
  await signIn(page, merchant.owner.email, merchant.password);
  await expect(page.getByText("The e-mail or the password is not right.")).toBeVisible();
  await signIn(page, merchant.owner.email, "violet otter canal");
  await home(page, merchant);

  await goTo(other, "Home");
  await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await other.goto(link);
  await other.getByLabel("New password", { exact: true }).fill("another violet otter");
  await other.getByLabel("Repeat the new password").fill("another violet otter");
  await other.getByRole("button", { name: "Save password" }).click();
  await expect(other.getByText("This link has been used or is too old. Ask for a new one.")).toBeVisible();
  await elsewhere.close();
});

test("asking for a link for an unknown address looks the same and sends nothing", async ({ page, stack }) => {
  const email = `nobody-${randomInt(1e9)}@upvendo.test`;
  await page.goto("/reset-password");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText(`If ${email} has an account, the link is on its way.`)).toBeVisible();
  expect(stack.logOf("app")).not.toContain(email);
});

test.describe("signed in", () => {
  test.use({ signedInAs: "owner" });

  test("Sign out ends this session, also for whoever kept its cookie", async ({ page, merchant, context }) => {
    await page.goto("/");
    await page.getByLabel(/^Account:/).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await context.addCookies([merchant.session.cookie]);
    await page.goto("/lightspeed");
    await expect(page).toHaveURL(/\/login\?next=/);
  });

  test("Sign out everywhere ends the other browser's session at its next click", async ({
    page,
    merchant,
    browser,
    stack,
  }) => {
    const elsewhere = await browser.newContext();
    await elsewhere.addCookies([(await merchant.signIn(merchant.owner)).cookie]);
    const other = await elsewhere.newPage();
    await other.goto(`${stack.appUrl}/`);
    await home(other, merchant);
    await page.goto("/");
    await page.getByLabel(/^Account:/).click();
    await page.getByRole("button", { name: "Sign out everywhere" }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await goTo(other, "Locations");
    await expect(other.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await elsewhere.close();
  });

  test("a session that ended elsewhere does nothing more, and the next click leads to the sign-in", async ({
    page,
    connected,
    stack,
    faults,
  }) => {
    faults.allow(/^answer 401: /);
    await page.goto("/lightspeed");
    await stack.sql`update sessions set revoked_at = now() where merchant_id = ${connected.merchant.id}`;
    await page.getByRole("button", { name: "Reconnect", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await expect(page.getByRole("alert").filter({ hasText: "nothing was saved" })).toBeVisible();
    await expect(page).toHaveURL(/next=%2Flightspeed/);
    const [row] = await stack.sql`
      select count(*)::int as flows from authorization_requests where merchant_id = ${connected.merchant.id} and consumed_at is null`;
    expect(row).toEqual({ flows: 0 });
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("a person signs in and out all the same", async ({ page, merchant }) => {
    await page.goto("/login");
    await signIn(page, merchant.owner.email, "wrong");
    await expect(page.getByText("The e-mail or the password is not right.")).toBeVisible();
    await signIn(page, merchant.owner.email, merchant.password);
    await home(page, merchant);
    await page.getByLabel(/^Account:/).click();
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  });
});
