import type { Page } from "@playwright/test";
import { banner, connectionStatus, deleteDialog, goTo, log, messages, statusCard, testResults } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

test.use({ signedInAs: null });

test("a merchant signs in, connects, loses the connection, reconnects and deletes it", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  test.setTimeout(120_000);
  const { id: merchantId } = merchant.merchant;
  const [business] = sandbox.businesses;

  await test.step("signs in", async () => {
    await page.goto("/login");
    await page.getByLabel("E-mail").fill(merchant.owner.email);
    await page.getByLabel("Password").fill(merchant.password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(merchant.merchant.name);
  });

  await test.step("creates a location", async () => {
    await goTo(page, "Lightspeed");
    await page.getByRole("link", { name: "Go to Locations" }).click();
    await page.getByRole("link", { name: "Add location" }).click();
    await page.getByLabel("Name").fill("Grand-Place");
    await page.getByLabel("Street and number").fill("Grote Markt 1");
    await page.getByLabel("Postal code").fill("1000");
    await page.getByLabel("City", { exact: true }).fill("Brussels");
    await page.getByLabel("Country").selectOption({ label: "Belgium" });
    await page.getByLabel("Time zone").selectOption({ label: "Europe/Brussels" });
    await page.getByRole("button", { name: "Create location" }).click();
    await expect(messages(page)).toHaveText("The location was created.");
  });

  await test.step("connects", async () => {
    await goTo(page, "Lightspeed");
    await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
    await sandbox.signIn(page);
    await expect(page.getByText("Lightspeed is connected", { exact: true })).toBeVisible();
    await expect(page.getByRole("tab", { name: "Status" })).toHaveAttribute("aria-selected", "true");
    await expect(connectionStatus(page)).toHaveText("Connected");
    await page.getByRole("tab", { name: "Settings" }).click();
    await expect(page.getByRole("region", { name: "Brasserie BV" })).toContainText(`Business ID${business?.id}`);
  });

  await test.step("tests the connection", async () => {
    await merchant.settled();
    await page.getByRole("tab", { name: "Status" }).click();
    await page.getByRole("button", { name: "Test Connection" }).click();
    await expect(page.getByText("Everything that is set up works: 7 parts.")).toBeVisible();
    await expect(testResults(page).filter({ hasText: "Failed" })).toHaveCount(0);
  });

  await test.step("links the location", async () => {
    await page.getByRole("tab", { name: "Settings" }).click();
    await page.getByLabel("Business location").selectOption({ label: "Grand-Place" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Orders go to Grand-Place.")).toBeVisible();
  });

  await test.step("is told when Lightspeed ends the permission, on every page", async () => {
    await sandbox.revokeRefreshToken();
    await page.getByRole("tab", { name: "Status" }).click();
    await page.getByRole("button", { name: "Test Connection" }).click();
    await expect(connectionStatus(page)).toHaveText("Disconnected: reconnect needed");
    await expect(statusCard(page)).toContainText("Lightspeed has ended the connection");
    for (const name of ["Home", "Locations"]) {
      await goTo(page, name);
      await expect(banner(page)).toContainText("Lightspeed is disconnected.");
    }
    await banner(page).getByRole("link", { name: "Reconnect Lightspeed" }).click();
  });

  await test.step("reconnects and finds links and log as they were", async () => {
    await page.getByRole("button", { name: "Reconnect", exact: true }).click();
    await sandbox.signIn(page);
    await expect(connectionStatus(page)).toHaveText("Connected");
    await expect(banner(page)).toBeHidden();
    // What the connection before could not do is no word of this one.
    await expect(page.getByText("Not tested since Lightspeed was connected again")).toBeVisible();
    await expect(log(page)).toContainText("linked Grand-Place to Grand-Place.");
    await expect(log(page)).toContainText("Lightspeed has ended the connection.");
    await page.getByRole("tab", { name: "Settings" }).click();
    await expect(page.getByText("Orders go to Grand-Place.")).toBeVisible();
  });

  const dialog = deleteDialog(page);
  const field = dialog.getByLabel('Type "Lightspeed" to confirm');
  const remove = dialog.getByRole("button", { name: "Delete integration" });

  await test.step("cannot delete with a wrong word, not even past the button", async () => {
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    for (const wrong of ["lightspeed", " Lightspeed", "Lightspeed ", "LIGHTSPEED"]) {
      await field.fill(wrong);
      await expect(remove).toBeDisabled();
    }
    await field.fill("Lightspeed");
    const alter = sentInstead(page, '"Lightspeed"', '"lightspeed"');
    await alter.begin();
    await remove.click();
    await expect(dialog).toContainText("Type Lightspeed exactly as shown");
    await alter.end();
    expect(await stack.sql`select status from connections where merchant_id = ${merchantId}`).toEqual([
      { status: "connected" },
    ]);
  });

  await test.step("deletes with the right word", async () => {
    await remove.click();
    await expect(dialog).toBeHidden();
    const receipt = page.getByRole("region", { name: "The integration was deleted" });
    await expect(receipt).toContainText("Access and refresh token");
    await expect(receipt).toContainText("Withdrawn; Lightspeed confirmed.");
    // The ones that led to the connection were over.
    await expect(receipt).not.toContainText("Sign-ins in progress");
    await expect(page.getByRole("button", { name: "Connect with Lightspeed" })).toBeVisible();
    await page.getByRole("tab", { name: "Status" }).click();
    await expect(connectionStatus(page)).toHaveText("Not connected");
    await expect(log(page)).toContainText("deleted the Lightspeed integration.");
    await expect(log(page)).toContainText("connected Lightspeed.");
  });

  await test.step("leaves no credentials behind", async () => {
    const [left] = await stack.sql`
      select c.status, c.access_token, c.refresh_token, c.refresh_due_at, c.lease_owner, h.provider_integrated,
        (select count(*)::int from pending_authorizations p where p.merchant_id = c.merchant_id) as pending,
        (select count(*)::int from authorization_requests a where a.merchant_id = c.merchant_id and a.code_verifier is not null) as verifiers,
        (select count(*)::int from location_links l where l.merchant_id = c.merchant_id and l.active) as acting_links,
        (select count(*)::int from deletion_receipts r where r.merchant_id = c.merchant_id) as receipts
      from connections c join in_house_channels h using (merchant_id) where merchant_id = ${merchantId}`;
    expect(left).toEqual({
      ...{ status: "disabled", access_token: null, refresh_token: null, refresh_due_at: null, lease_owner: null },
      ...{ provider_integrated: null, pending: 0, verifiers: 0, acting_links: 0, receipts: 1 },
    });
  });
});

/** Changes what the browser sends to the server, as somebody with its tools could. */
function sentInstead(page: Page, honest: string, forged: string) {
  const isAction = (url: URL) => url.pathname === "/lightspeed";
  return {
    begin: () =>
      page.route(isAction, async (route) => {
        const body = route.request().postData();
        if (body === null) return route.continue();
        await route.continue({ postData: body.replace(honest, forged) });
      }),
    end: () => page.unroute(isAction),
  };
}
