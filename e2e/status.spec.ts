import { logFor } from "@/lib/lightspeed/connection/log";
import type { Merchant } from "./fixtures/merchants";
import { connectionStatus, deleteIntegration, log, statusCard, testCard, testResults } from "./fixtures/pages";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

const checkedAgo = ({ sql }: Stack, { merchant }: Merchant, interval: string) => sql`
  update connections set last_checked_at = now() - ${interval}::interval, last_check_ok = true, last_check_error = null
  where merchant_id = ${merchant.id}`;

test("each part of the connection that breaks turns its own line red and no other", async ({
  page,
  connected: _connected,
  sandbox,
}) => {
  const parts = [
    ["businesses", "Businesses"],
    ["menus", "Menus"],
    ["finance", "Finance"],
    ["items", "Items"],
    ["richItems", "Rich items"],
    ["webhooks", "Webhooks"],
    ["readiness", "Readiness"],
  ] as const;
  await page.goto("/lightspeed?tab=status");
  for (const [operation, name] of parts) {
    await sandbox.fault({ type: "status", status: 503 }, { operation });
    await page.getByRole("button", { name: "Test Connection" }).click();
    const red = testResults(page).filter({ hasText: "Failed" });
    await expect(red).toHaveCount(1);
    await expect(red).toContainText(`${name}Failed · Lightspeed has a fault of its own (503).`);
    await expect(red).toContainText("What to do: Try again in a minute.");
    await expect(testResults(page).filter({ hasText: "Works" })).toHaveCount(6);
    await expect(testCard(page)).toContainText("1 part failed, 6 parts work.");
    await sandbox.clearFaults();
  }
  await expect(connectionStatus(page)).toHaveText("Connected, with problems");
  await expect(testResults(page).filter({ hasText: "Webhooks" })).toContainText("Works · Lightspeed has our endpoint");

  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(testCard(page)).toContainText("Everything that is set up works: 7 parts.");
  await expect(connectionStatus(page)).toHaveText("Connected");
  await expect(testResults(page).getByText(/^took \d+(\.\d)? m?s$/)).toHaveCount(7);
});

test("a permission that is missing turns only the lines red that need it", async ({ page, merchant, sandbox }) => {
  await merchant.connectTo(sandbox, { scopes: ["orders-api", "items", "offline_access"] });
  await page.goto("/lightspeed?tab=status");
  await page.getByRole("button", { name: "Test Connection" }).click();
  const red = testResults(page).filter({ hasText: "Failed" });
  await expect(red).toHaveCount(1);
  await expect(red).toContainText("The permission financial-api was not granted.");
});

test("a part that does not answer costs at most five seconds, and nobody can start a second test meanwhile", {
  tag: "@timed",
}, async ({ page, connected: _connected, sandbox, context }) => {
  const held = await sandbox.hold({ operation: "menus" });
  const second = await context.newPage();
  await Promise.all([page.goto("/lightspeed?tab=status"), second.goto("/lightspeed?tab=status")]);
  const button = page.getByRole("button", { name: "Test Connection" });
  const started = Date.now();
  await button.dblclick();
  await expect(testCard(page)).toContainText("Testing. This takes at most 5 seconds.");
  await expect(button).toBeDisabled();
  await held.arrived(1);
  // The other tab hears of it at once and offers no second one.
  await expect(testCard(second)).toContainText("Testing. This takes at most 5 seconds.");
  await expect(second.getByRole("button", { name: "Test Connection" })).toBeDisabled();
  await expect(testCard(page)).toContainText("1 part failed, 6 parts work.");
  expect(Date.now() - started).toBeLessThan(7_000);
  await expect(testResults(page).filter({ hasText: "Failed" })).toContainText("Lightspeed did not answer in time.");
  await expect(testCard(page)).toContainText(/Tested just now, in (4|5)(\.\d)? s/);
  expect(await sandbox.requests({ operation: "finance" })).toHaveLength(1);
  await held.release();
});

test("every proof shows its age, and past an hour says that it is old", async ({ page, connected, stack }) => {
  await checkedAgo(stack, connected, "10 minutes");
  await page.goto("/lightspeed?tab=status");
  await expect(statusCard(page)).toContainText("10 minutes ago, Lightspeed answered");
  await expect(statusCard(page)).not.toContainText("More than an hour old");
  await page.goto("/");
  const light = page.getByRole("region", { name: "Lightspeed", exact: true });
  await expect(light).toContainText("Last checked 10 minutes ago");
  await expect(page.getByText(/up to date/i)).toHaveCount(0);

  await checkedAgo(stack, connected, "61 minutes");
  await page.goto("/lightspeed?tab=status");
  await expect(statusCard(page)).toContainText("More than an hour old: it may have changed since.");
  await page.goto("/");
  await expect(light).toContainText("Last checked 1 hour ago; it may have changed since");
});

test("an age grows while the page stays open", async ({ page, connected, stack }) => {
  await checkedAgo(stack, connected, "58 minutes 50 seconds");
  await page.clock.install();
  await page.goto("/lightspeed?tab=status");
  await expect(statusCard(page)).toContainText("58 minutes ago");
  await page.clock.fastForward("02:00");
  await expect(statusCard(page)).toContainText("1 hour ago");
  await expect(statusCard(page)).toContainText("More than an hour old");
});

test("the error that the last check found is told beside its age", async ({ page, connected: _connected, sandbox }) => {
  await sandbox.fault({ type: "status", status: 429, retryAfter: 7 }, { operation: "items" });
  await page.goto("/lightspeed?tab=status");
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(statusCard(page)).toContainText("just now, with an error");
  await expect(statusCard(page)).toContainText("Lightspeed asks us to slow down (429).");
  await expect(page.getByText("The last connection test found a problem")).toBeVisible();
});

test("token life tells when access ends, when it was renewed and when it will be", async ({
  page,
  connected,
  stack,
}) => {
  await stack.sql`
    update connections set access_expires_at = now() + interval '4 minutes 30 seconds', refreshed_at = now() - interval '2 minutes',
      refresh_due_at = now() + interval '3 minutes 30 seconds', refresh_expires_at = null
    where merchant_id = ${connected.merchant.id}`;
  await page.goto("/lightspeed?tab=status");
  const life = page.getByRole("region", { name: "Token life" });
  await expect(life).toContainText("Access expiresin 4 minutes");
  await expect(life).toContainText("Last refreshed2 minutes ago");
  await expect(life).toContainText("Next refreshin 3 minutes");
  await expect(life).toContainText("Permission endsNo fixed end");
});

test.describe("the log", () => {
  const line = (level: "info" | "warning" | "error", message: string) => ({ level, operation: "Settings", message });

  test("is filtered by level and words, and the filter survives reload and Back", async ({ page, merchant, stack }) => {
    for (const entry of [line("info", "Opened the bar."), line("error", "Closed the bar."), line("error", "Other.")])
      await logFor(stack.services, merchant.merchant.id, entry);
    await page.goto("/lightspeed?tab=status");
    await expect(log(page).getByRole("listitem")).toHaveCount(3);
    await expect(log(page).getByRole("listitem").first()).toContainText("Other.");

    await page.getByLabel("Level").selectOption({ label: "Error" });
    await page.getByLabel("Search the log").fill("BAR");
    await page.getByLabel("Search the log").press("Enter");
    await expect(log(page).getByRole("listitem")).toHaveCount(1);
    await expect(log(page)).toContainText("Closed the bar.");
    await expect(page.getByText("1 of 3 entries")).toBeVisible();

    await log(page).getByText("Closed the bar.").click();
    await page.getByRole("link", { name: "Link to this entry" }).click();
    await expect(page).toHaveURL(/level=error&q=BAR#log-\d+$/);
    await page.reload();
    await expect(log(page).getByRole("listitem")).toHaveCount(1);
    await expect(page.getByLabel("Level")).toHaveValue("error");
    await expect(page.getByLabel("Search the log")).toHaveValue("BAR");

    await page.getByRole("link", { name: "Clear" }).click();
    await expect(log(page).getByRole("listitem")).toHaveCount(3);
    await expect(page.getByLabel("Search the log")).toHaveValue("");
    await page.goBack();
    await expect(log(page).getByRole("listitem")).toHaveCount(1);
    await expect(page.getByLabel("Level")).toHaveValue("error");

    await page.getByLabel("Search the log").fill("100% _ of nothing");
    await page.getByRole("button", { name: "Filter" }).click();
    await expect(page.getByText("No entry matches")).toBeVisible();
    await page.getByRole("link", { name: "Show all entries" }).click();
    await expect(log(page).getByRole("listitem")).toHaveCount(3);
  });

  test("shows equal entries in a row as one with a count, and the newest hundred of many", async ({
    page,
    merchant,
    stack,
  }) => {
    for (const message of ["First.", ...Array(3).fill("Again."), "Last."])
      await logFor(stack.services, merchant.merchant.id, line("warning", message));
    await page.goto("/lightspeed?tab=status");
    await expect(log(page).getByRole("listitem")).toHaveCount(3);
    const again = log(page).getByRole("listitem").nth(1);
    await expect(again).toContainText("Again. ×3");
    await again.getByText("Again.").click();
    await expect(again).toContainText(/Settings · 3 times, first \d+ \w+, \d\d:\d\d:\d\d, last/);

    for (let count = 1; count <= 105; count++)
      await logFor(stack.services, merchant.merchant.id, line("info", `Entry ${count}.`));
    await page.reload();
    await expect(log(page).getByRole("listitem")).toHaveCount(100);
    await expect(log(page).getByRole("listitem").first()).toContainText("Entry 105.");
    await expect(page.getByText("100 entries", { exact: true })).toBeVisible();
  });

  test("opens the entry that a link names, and shows what was called without any secret", async ({
    page,
    connected,
    context,
    stack,
    faults,
  }) => {
    faults.allow(/lightspeed\/log\/\d+/, /503 \(Service Unavailable\)/);
    await page.goto("/lightspeed?tab=status");
    const entry = log(page).getByRole("listitem").filter({ hasText: "connected Lightspeed." }).first();
    await page.route("**/lightspeed/log/*", (route) => route.fulfill({ status: 503, body: "" }));
    await entry.getByText("connected Lightspeed.").click();
    await expect(entry.getByRole("alert")).toContainText("The steps could not be read.");
    await page.unroute("**/lightspeed/log/*");
    await entry.getByRole("button", { name: "Try again" }).click();
    await expect(entry).toContainText(/oauth\.\w+ · answered 200 · \d+ ms · correlation id \S+/);
    await expect(entry).toContainText(/businesses\.\w+ · answered 200/);
    await expect(entry).not.toContainText(/bearer|refresh_token|access_token/i);
    const address = await entry.getByRole("link", { name: "Link to this entry" }).getAttribute("href");

    await logFor(stack.services, connected.merchant.id, line("info", "Something newer."));
    const elsewhere = await context.newPage();
    await elsewhere.goto(address ?? "");
    const opened = log(elsewhere).getByRole("listitem").filter({ hasText: "connected Lightspeed." }).first();
    await expect(opened.getByRole("link", { name: "Link to this entry" })).toBeVisible();
    await expect(opened).toBeInViewport();
  });
});

test("a change at Lightspeed reaches an open page by itself, and its words are announced once", async ({
  page,
  connected,
  stack,
}) => {
  await page.clock.install();
  await page.goto("/lightspeed?tab=status");
  await expect(connectionStatus(page)).toHaveText("Connected");
  await connectionStatus(page).evaluate((region) => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    new MutationObserver(() => heard.push(region.textContent ?? "")).observe(region, {
      ...{ childList: true, characterData: true, subtree: true },
    });
  });
  await stack.sql`
    update connections set status = 'needs_reauthorization', problem = 'refresh_refused', problem_since = now()
    where merchant_id = ${connected.merchant.id}`;
  await page.clock.fastForward(16_000);
  await expect(connectionStatus(page)).toHaveText("Disconnected: reconnect needed");
  await page.clock.fastForward(40_000);
  expect(await page.evaluate(() => Reflect.get(window, "heard"))).toEqual(["Disconnected: reconnect needed"]);
  await expect(page.getByRole("region", { name: "Lightspeed connection" })).toBeVisible();
});

test("a page that cannot be brought up to date says so, keeps what it knew and recovers", async ({
  page,
  connected: _connected,
  faults,
}) => {
  faults.allow(/lightspeed\/connection/);
  await page.clock.install();
  await page.goto("/lightspeed?tab=status");
  await page.route("**/lightspeed/connection", (route) => route.fulfill({ status: 503, body: "" }));
  await expect(async () => {
    await page.clock.fastForward(16_000);
    await expect(page.getByText("This page could not be brought up to date")).toBeVisible({ timeout: 500 });
  }).toPass();
  await expect(connectionStatus(page)).toHaveText("Connected");
  await page.unroute("**/lightspeed/connection");
  await page.clock.fastForward(16_000);
  await expect(page.getByText("This page could not be brought up to date")).toBeHidden();
});

test("a page whose session ended elsewhere says that it is signed out", async ({ page, connected, stack, faults }) => {
  faults.allow(/answer 401: GET .*\/(lightspeed\/connection|api\/events)/);
  await page.clock.install();
  await page.goto("/lightspeed?tab=status");
  await stack.sql`update sessions set revoked_at = now() where merchant_id = ${connected.merchant.id}`;
  await page.clock.fastForward(16_000);
  await expect(page.getByText("You are signed out. What you see is what was known before.")).toBeVisible();
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/login\?next=/);
});

test("each state of the connection is told in its own words", async ({ page, merchant, sandbox, stack }) => {
  const reads = async (words: string) => {
    await page.goto("/lightspeed?tab=status");
    await expect(connectionStatus(page)).toHaveText(words);
  };
  await merchant.addLocation();
  await reads("Not connected");
  await page.goto("/lightspeed");
  await page.getByRole("button", { name: "Connect with Lightspeed" }).click();
  await expect(page.getByRole("heading", { name: "Log in to Lightspeed" })).toBeVisible();
  await reads("Connecting");
  await page.goto("/lightspeed");
  await expect(page.getByText("Somebody of your team is at Lightspeed's sign-in right now")).toBeVisible();
  await merchant.connectTo(sandbox);
  await reads("Connected");
  await stack.sql`update connections set status = 'degraded', problem = 'refresh_failing' where merchant_id = ${merchant.merchant.id}`;
  await reads("Connected, with problems");
  await stack.sql`update connections set status = 'needs_reauthorization', problem = 'refresh_refused' where merchant_id = ${merchant.merchant.id}`;
  await reads("Disconnected: reconnect needed");
  await page.goto("/lightspeed");
  await deleteIntegration(page);
  await reads("Not connected");
});
