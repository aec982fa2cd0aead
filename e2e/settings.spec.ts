import { connectionStatus, deleteIntegration, goTo, messages } from "./fixtures/pages";
import { controlOf, openSandbox, sandboxOf } from "./fixtures/sandbox";
import { expect, test } from "./fixtures/test";

test("without a location the page says why it must come first, and Connect is not offered", async ({ page }) => {
  await page.goto("/lightspeed");
  await expect(page.getByText("Create a location first")).toBeVisible();
  await expect(page.getByText(/Lightspeed does not import locations into Upvendo/)).toBeVisible();
  await expect(page.getByRole("button", { name: "Connect with Lightspeed" })).toHaveCount(0);
  await page.getByRole("link", { name: "Go to Locations" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Locations" })).toBeVisible();
});

test("before connecting the merchant reads what is needed and copies the exact redirect URI", async ({
  page,
  merchant,
  context,
  stack,
}) => {
  await merchant.addLocation();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/lightspeed");
  const card = page.getByRole("region", { name: "Connect Lightspeed Restaurant K-Series" });
  await expect(card).toContainText("L-Series and R-Series are not compatible");
  await expect(card).toContainText("admin or owner");
  await card.getByRole("button", { name: "Copy" }).click();
  await expect(messages(page)).toHaveText("Copied.");
  const redirectUri = `${stack.appUrl}/api/lightspeed/callback`;
  await expect(card.getByText(redirectUri, { exact: true })).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(redirectUri);
});

test("a permission that was not granted is named with what stops, and reconnecting brings it", async ({
  page,
  merchant,
  sandbox,
}) => {
  const { id } = await merchant.addLocation();
  await page.goto("/lightspeed");
  await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
  await sandbox.signIn(page, { untick: ["Financial data"] });
  await expect(connectionStatus(page)).toHaveText("Connected, with problems");
  await merchant.link(id, sandbox.businesses[0]?.locations[1]?.id ?? "");

  await page.getByRole("tab", { name: "Settings" }).click();
  const permissions = page.getByRole("region", { name: "Permissions" });
  await expect(permissions).toContainText("1 permission is missing.");
  const missing = permissions.getByRole("listitem").filter({ hasText: "Missing" });
  await expect(missing).toHaveCount(1);
  await expect(missing).toContainText("Reports, tax rates and the list of payment methods stay empty");
  await expect(permissions.getByText("Granted")).toHaveCount(3);

  await page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await sandbox.signIn(page);
  await expect(connectionStatus(page)).toHaveText("Connected");
  await page.getByRole("tab", { name: "Settings" }).click();
  await expect(permissions).toContainText("Lightspeed granted everything that Upvendo needs.");
  await expect(page.getByText("Orders go to Canal.")).toBeVisible();
});

test("another Lightspeed business on Reconnect asks first, and changes nothing until somebody chose", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const [location] = await stack.sql`select id from locations where merchant_id = ${connected.merchant.id}`;
  const [mine] = sandbox.businesses;
  await connected.link(location?.id, mine?.locations[0]?.id ?? "");
  const other = await openSandbox(stack.sandboxUrl, {
    businesses: [{ name: "Harbour BV", locations: [{ name: "Quay" }] }],
  });
  const [theirs] = other.businesses;
  const business = async () => {
    const [row] = await stack.sql`
      select c.business_id, l.active from connections c left join location_links l using (merchant_id)
      where merchant_id = ${connected.merchant.id}`;
    return row;
  };
  const choice = page.getByRole("region", { name: "You signed in to another Lightspeed business" });

  await page.goto("/lightspeed");
  await page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await other.signIn(page);
  await expect(choice).toContainText("Connected is Brasserie BV; the sign-in just now was to Harbour BV.");
  await expect(choice).toContainText("Nothing has changed yet.");
  expect(await business()).toEqual({ business_id: mine?.id, active: true });
  await choice.getByRole("button", { name: "Keep Brasserie BV" }).click();
  await expect(choice).toBeHidden();
  expect(await business()).toEqual({ business_id: mine?.id, active: true });
  await expect(page.getByText("Orders go to Grand-Place.")).toBeVisible();

  await page.getByRole("button", { name: "Reconnect", exact: true }).click();
  await other.signIn(page);
  await goTo(page, "Lightspeed");
  await choice.getByRole("button", { name: "Switch to Harbour BV" }).click();
  await expect(page.getByRole("region", { name: "Harbour BV" })).toContainText(`Business ID${theirs?.id}`);
  await expect(choice).toBeHidden();
  expect(await business()).toEqual({ business_id: theirs?.id, active: false });
  await expect(page.getByText("Link kept, not in use")).toBeVisible();
});

test.describe("with several businesses in one account", () => {
  test.use({
    account: {
      businesses: [
        { name: "Brasserie BV", locations: [{ name: "Grand-Place" }] },
        { name: "Catering BV", locations: [{ name: "Kitchen" }] },
      ],
    },
  });

  test("the merchant chooses the one to work with, and links to its locations only", async ({
    page,
    connected: _connected,
    sandbox,
  }) => {
    const [first, second] = sandbox.businesses;
    await page.goto("/lightspeed");
    await expect(page.getByText(first?.id ?? "", { exact: true })).toBeVisible();

    await page.getByLabel("Business location").selectOption({ label: "Kitchen" });
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("This location belongs to Catering BV. Choose that business first.")).toBeVisible();

    await page.getByLabel(/This account has 2 businesses/).selectOption({ label: `Catering BV (${second?.id})` });
    await page.getByRole("button", { name: "Use this business" }).click();
    await expect(page.getByRole("region", { name: "Catering BV" })).toContainText(`Business ID${second?.id}`);
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByText("Orders go to Kitchen.")).toBeVisible();
  });
});

test("links that Delete switched off are offered again after the next connect", async ({
  page,
  connected: _connected,
  sandbox,
}) => {
  await page.goto("/lightspeed");
  await page.getByLabel("Business location").selectOption({ label: "Canal" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Orders go to Canal.")).toBeVisible();

  await deleteIntegration(page);
  await expect(page.getByRole("region", { name: "The integration was deleted" })).toContainText("1, switched off.");
  await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
  await sandbox.signIn(page);
  await page.getByRole("tab", { name: "Settings" }).click();
  await expect(page.getByText("Linked to Canal before the integration was deleted.")).toBeVisible();
  await expect(page.getByLabel("Business location").locator("option:checked")).toHaveText("Canal");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Orders go to Canal.")).toBeVisible();

  await page.getByRole("button", { name: "Unlink" }).click();
  await expect(page.getByText("Orders for this location cannot be sent to Lightspeed yet.")).toBeVisible();
});

test("an id beyond what JavaScript can count is linked, shown and copied digit by digit", async ({
  page,
  merchant,
  stack,
  context,
}) => {
  const id = "9007199254740993";
  const demo = sandboxOf(stack.sandboxUrl, {
    ...(await controlOf(stack.sandboxUrl)<Parameters<typeof sandboxOf>[1]>("GET", "/accounts/demo")),
    password: stack.settings.SANDBOX_LOGIN_PASSWORD ?? "",
  });
  await merchant.connectTo(demo);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/lightspeed");
  await page.getByLabel("Business location").selectOption({ label: "Brasserie Canal" });
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("form", { name: "Old Town", exact: true });
  await expect(row).toContainText("Orders go to Brasserie Canal.");
  await expect(row.getByText(id, { exact: true })).toBeVisible();
  await row.getByRole("button", { name: "Copy" }).click();
  await expect(messages(page)).toContainText("Copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(id);
  const [link] = await stack.sql`
    select business_location_id from location_links where merchant_id = ${merchant.merchant.id}`;
  expect(link).toEqual({ business_location_id: id });

  // What the test calls with: the very same digits.
  await page.getByRole("tab", { name: "Status" }).click();
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(page.getByText("Everything that is set up works: 7 parts.")).toBeVisible();
  const [request] = (await demo.requests({ operation: "menus" })).slice(-1);
  expect(JSON.stringify(request)).toContain(id);
});

test("two of our locations cannot send their orders to one place at Lightspeed", async ({
  page,
  merchant,
  sandbox,
}) => {
  const [first] = [await merchant.addLocation(), await merchant.addLocation({ name: "Harbour" })];
  await merchant.connectTo(sandbox);
  await merchant.link(first.id, sandbox.businesses[0]?.locations[0]?.id ?? "");
  await page.goto("/lightspeed");
  const row = page.getByRole("form", { name: "Harbour", exact: true });
  await row.getByLabel("Business location").selectOption({ label: "Grand-Place" });
  await row.getByRole("button", { name: "Save" }).click();
  await expect(row.getByRole("alert")).toContainText("already linked to another Upvendo location");
});

test("a new location at Lightspeed appears after Reload, and the list's age is shown", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  const [canal] = sandbox.businesses[0]?.locations.slice(1) ?? [];
  const show = (visible: boolean) =>
    sandbox.control("PATCH", `/accounts/${sandbox.accountId}`, { locations: { [canal?.id ?? ""]: { visible } } });
  await show(false);
  await merchant.connectTo(sandbox);
  await stack.sql`
    update connections set businesses_read_at = now() - interval '10 minutes' where merchant_id = ${merchant.merchant.id}`;
  await page.goto("/lightspeed");
  const links = page.getByRole("region", { name: "Location links" });
  await expect(links).toContainText("List read from Lightspeed 10 minutes ago.");
  await expect(links.getByRole("option", { name: "Canal" })).toHaveCount(0);
  await show(true);
  await links.getByRole("button", { name: "Reload from Lightspeed" }).click();
  await expect(links.getByRole("option", { name: "Canal" })).toHaveCount(1);
  await expect(links).toContainText("List read from Lightspeed just now.");
});

test("after Lightspeed ended the connection nothing reads as granted, and what cannot be changed says until when", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const [location] = await stack.sql`select id from locations where merchant_id = ${connected.merchant.id}`;
  await connected.link(location?.id, sandbox.businesses[0]?.locations[0]?.id ?? "");
  await sandbox.revokeRefreshToken();
  await page.goto("/lightspeed?tab=status");
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(connectionStatus(page)).toHaveText("Disconnected: reconnect needed");
  await page.goto("/lightspeed");
  const permissions = page.getByRole("region", { name: "Permissions" });
  await expect(permissions).toContainText("Lightspeed has ended the connection");
  await expect(permissions.getByText("Granted before")).toHaveCount(4);
  await expect(permissions.getByText("Granted", { exact: true })).toHaveCount(0);
  const links = page.getByRole("region", { name: "Location links" });
  await expect(links).toContainText("This can be changed again after Reconnect.");
  await expect(links.getByRole("button", { name: "Save" })).toHaveCount(0);
});

test.describe("who may only look", () => {
  test.use({ signedInAs: "viewer" });

  test("a viewer sees everything about the connection and no control", async ({
    page,
    connected: _connected,
    sandbox,
  }) => {
    for (const tab of ["settings", "status"]) {
      await page.goto(`/lightspeed?tab=${tab}`);
      const panel = page.getByRole("tabpanel");
      await expect(panel.getByText("Only owners and managers can connect, reconnect and test.")).toBeVisible();
      const buttons = panel.getByRole("button").filter({ hasNotText: /^(Copy|Filter)$/ });
      await expect(buttons).toHaveCount(0);
      await expect(panel.getByRole("combobox").filter({ hasNotText: "All levels" })).toHaveCount(0);
    }
    await page.goto("/lightspeed");
    const links = page.getByRole("region", { name: "Location links" });
    await expect(links).toContainText("Only owners and managers can change this.");
    await expect(page.getByText(sandbox.businesses[0]?.id ?? "", { exact: true })).toBeVisible();
    await expect(page.getByText("Only owners can delete the integration.")).toBeVisible();
  });
});

test.describe("a manager", () => {
  test.use({ signedInAs: "manager" });

  test("reconnects and tests, but does not delete", async ({ page, connected: _connected }) => {
    await page.goto("/lightspeed");
    await expect(page.getByRole("button", { name: "Reconnect", exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Delete", exact: true })).toHaveCount(0);
    await expect(page.getByText("Only owners can delete the integration.")).toBeVisible();
  });
});

test("Delete works while Lightspeed is unreachable, and the receipt says what could not be confirmed", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  await sandbox.fault({ type: "cut", at: "before" });
  await page.goto("/lightspeed");
  await deleteIntegration(page);
  const receipt = page.getByRole("region", { name: "The integration was deleted" });
  await expect(receipt).toContainText("Could not be reached");
  await expect(receipt).toContainText("Lightspeed has not confirmed the withdrawal.");
  await expect(receipt).toContainText(`By ${connected.owner.name}`);
  const [row] = await stack.sql`
    select status, access_token, refresh_token from connections where merchant_id = ${connected.merchant.id}`;
  expect(row).toEqual({ status: "disabled", access_token: null, refresh_token: null });
});
