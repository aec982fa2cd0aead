import type { Page } from "@playwright/test";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { insertDeliveries } from "./fixtures/deliveries";
import type { Merchant } from "./fixtures/merchants";
import { deleteIntegration, goTo, messages } from "./fixtures/pages";
import type { Sandbox } from "./fixtures/sandbox";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

const card = (page: Page, name: string) => page.getByRole("region", { name, exact: true });
const rows = (page: Page) => page.getByRole("table", { name: "Deliveries" }).getByRole("row");

async function endpointOf({ sql }: Stack, { merchant }: Merchant): Promise<string> {
  const [row] = await sql`
    select endpoint_id from webhook_endpoints where merchant_id = ${merchant.id} and status = 'registered'`;
  return String(row?.endpoint_id);
}

/** With a location linked to the account's first place. */
async function connectLinked(merchant: Merchant, sandbox: Sandbox): Promise<string> {
  const { id } = await merchant.addLocation();
  await merchant.connectTo(sandbox);
  const place = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(id, place);
  return place;
}

test("connecting registers the endpoint; its page says what it is, that nobody outside reaches it, and no credential", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  await page.goto("/lightspeed/webhooks");
  await expect(card(page, "Endpoint")).toContainText("Lightspeed is not connected");
  await connectLinked(merchant, sandbox);
  // Nobody reloads it: the registration itself is heard.
  await expect(card(page, "Endpoint")).toContainText("Registered");
  const endpointId = await endpointOf(stack, merchant);
  await expect(card(page, "Endpoint")).toContainText(`${stack.appUrl}/webhook/lightspeed/${endpointId}`);
  await expect(card(page, "Endpoint")).toContainText("Not reachable from the internet.");
  await expect(card(page, "Locations")).toContainText("Sends events");
  const { LIGHTSPEED_WEBHOOK_PASSWORD: password = "", LIGHTSPEED_WEBHOOK_USER: user = "" } = stack.settings;
  expect(password.length).toBeGreaterThan(15);
  const html = await page.content();
  expect(html).not.toContain(password);
  expect(html).not.toContain(user);
});

test("a viewer sees the endpoint without its secret and changes nothing", async ({
  page,
  merchant,
  sandbox,
  stack,
  context,
}) => {
  await connectLinked(merchant, sandbox);
  const { cookie } = await merchant.signIn(merchant.viewer);
  await context.addCookies([{ ...cookie, httpOnly: true, sameSite: "Lax" }]);
  await page.goto("/lightspeed/webhooks");
  await expect(card(page, "Endpoint")).toContainText("Only owners and managers can change the webhook endpoint.");
  await expect(page.getByRole("button", { name: /Rotate|Compare|Unlink|Send test/ })).toHaveCount(0);
  expect(await page.content()).not.toContain(await endpointOf(stack, merchant));
});

test("a test event goes through the public address, and each hop is shown with its time", async ({
  page,
  connected: _connected,
}) => {
  await page.goto("/lightspeed/webhooks");
  await page.getByRole("button", { name: "Send test event" }).click();
  const hops = page.getByRole("list", { name: "Hops of the test event" }).getByRole("listitem");
  await expect(hops).toHaveText([
    /^Public address answers: works · answered 200, so it is stored\d+(\.\d)? m?s$/,
    /^Kept in the inbox: works · found$/,
    /^Taken by the worker: works · after it was stored\d+(\.\d)? m?s$/,
    /^Worked on: works · A test from the Webhooks page\. It changes nothing\.\d+(\.\d)? m?s$/,
    /^Heard by this page: works · since it was sent\d+(\.\d)? m?s$/,
  ]);
  await expect(card(page, "Test event")).toContainText("It arrived and was worked on.");
  await page.getByRole("link", { name: "Open this delivery" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Test event · TEST");
  await expect(card(page, "Headers")).toContainText("[redacted]");
  await expect(card(page, "Attempts")).toContainText("A test from the Webhooks page. It changes nothing.");
});

test("what the till sends appears on the open list by itself", async ({ page, merchant, sandbox }) => {
  const place = await connectLinked(merchant, sandbox);
  await page.goto("/lightspeed/webhooks/deliveries");
  await expect(page.getByText("Nothing has come yet")).toBeVisible();
  await sandbox.control("PATCH", `/till/${place}`, { acceptingOnlineOrders: false });
  await expect(rows(page).filter({ hasText: "POS readiness" }).first()).toBeVisible();
});

test("a change made elsewhere is found, told field by field, and repaired by one button", async ({
  page,
  connected,
  stack,
}) => {
  const endpointId = await endpointOf(stack, connected);
  const client = kSeriesFor(stack.services, connected.merchant.id);
  const { username, password } = await client.webhookEndpoints.get({ endpointId });
  await client.webhookEndpoints.update({
    body: {
      ...{ endpointId, url: "https://elsewhere.example/hook", withBasicAuth: true, username: username ?? "" },
      ...{ password: password ?? "", provideAccount: true, expandTransactions: false, expandPayments: true },
      subscribeTo: [],
    },
  });
  await page.goto("/lightspeed/webhooks");
  await page.getByRole("button", { name: "Compare now" }).click();
  const endpoint = card(page, "Endpoint");
  await expect(endpoint).toContainText("Address: at Lightspeed “https://elsewhere.example/hook”");
  await expect(endpoint).toContainText("Lines of the check: at Lightspeed “off”, ours “on”.");
  await page.getByRole("button", { name: "Repair" }).click();
  await expect(messages(page)).toContainText("The endpoint was repaired.");
  await expect(endpoint).not.toContainText("otherwise than we registered it");
  expect((await client.webhookEndpoints.get({ endpointId })).url).toContain(endpointId);
});

test("rotating gives a new address and says that the old one is still taken", async ({ page, connected, stack }) => {
  const old = await endpointOf(stack, connected);
  await page.goto("/lightspeed/webhooks");
  await page.getByRole("button", { name: "Rotate" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Rotate" }).click();
  await expect(messages(page)).toContainText("The endpoint has a new address.");
  const endpoint = card(page, "Endpoint");
  await expect(endpoint).not.toContainText(old);
  await expect(endpoint).toContainText("Still accepted for up to an hour");
  await connected.settled();
  const client = kSeriesFor(stack.services, connected.merchant.id);
  // It stays for what names it, and sends nothing of the places any more.
  await expect.poll(() => client.webhookEndpoints.listLocations({ endpointId: old })).toEqual([]);
  expect((await client.webhookEndpoints.get({ endpointId: old })).endpointId).toBe(old);
});

test("a location's events are switched off and on, and Lightspeed's warning stays readable", async ({
  page,
  merchant,
  sandbox,
}) => {
  await connectLinked(merchant, sandbox);
  await page.goto("/lightspeed/webhooks");
  const places = card(page, "Locations");
  await places.getByRole("button", { name: "Unlink Old Town" }).click();
  await expect(places).toContainText("Switched off");
  await sandbox.control("PATCH", `/accounts/${sandbox.accountId}`, { settings: { posAppOutdated: true } });
  await places.getByRole("button", { name: "Link Old Town" }).click();
  await expect(places).toContainText("Sends events");
  await expect(places).toContainText(/Lightspeed warns: POS_VERSION: .*older/);
});

test("the list is filtered by what, state, verdict, time and reference; the filter survives reload and Back", async ({
  page,
  connected,
  stack,
}) => {
  await insertDeliveries(stack, connected, [
    { type: "ORDER", reference: "UPV-007-x", status: "dead" },
    { type: "PAYMENT", reference: "UPV-008-y", verified: false, secondsAgo: 60 },
    { type: "ORDER", reference: "UPV-009-z", secondsAgo: 3 * 86_400 },
  ]);
  await page.goto("/lightspeed/webhooks/deliveries");
  await expect(rows(page)).toHaveCount(4);
  const pick = async (label: string, option: string) => {
    await page.getByLabel(label, { exact: true }).selectOption({ label: option });
    await page.getByRole("button", { name: "Filter" }).click();
  };
  await pick("What", "Order");
  await expect(rows(page)).toHaveCount(3);
  await pick("Time", "Last 24 hours");
  await expect(rows(page)).toHaveCount(2);
  await expect(page).toHaveURL(/type=ORDER.*within=day/);
  await page.reload();
  await expect(rows(page)).toHaveCount(2);
  await expect(page.getByLabel("What", { exact: true })).toHaveValue("ORDER");
  await page.goBack();
  await expect(rows(page)).toHaveCount(3);
  await page.getByRole("link", { name: "Clear" }).click();
  await expect(rows(page)).toHaveCount(4);
  await pick("Verdict", "Unverified");
  await expect(rows(page).nth(1)).toContainText("UPV-008-y");
  await page.getByRole("link", { name: "Clear" }).click();
  await page.getByLabel("Reference").fill("UPV-009-z");
  await page.getByLabel("Reference").press("Enter");
  await expect(rows(page)).toHaveCount(2);
  await page.getByLabel("Reference").fill("UPV-none");
  await page.getByLabel("Reference").press("Enter");
  await expect(page.getByText("No delivery matches")).toBeVisible();
});

test("pages of a long list follow each other without a gap or a repeat, there and back", async ({
  page,
  connected,
  stack,
}) => {
  const many = Array.from({ length: 120 }, (_, n) => ({ reference: `R-${n}`, secondsAgo: n + 1 }));
  await insertDeliveries(stack, connected, many);
  const seen: string[] = [];
  const read = async () => (await rows(page).locator("td:nth-child(3)").allTextContents()).map((text) => text.trim());
  await page.goto("/lightspeed/webhooks/deliveries");
  const first = await read();
  seen.push(...first);
  for (const size of [50, 20]) {
    await page.getByRole("link", { name: "Older" }).click();
    await expect(rows(page)).toHaveCount(size + 1);
    await expect.poll(async () => (await read())[0]).toBe(`R-${seen.length}`);
    seen.push(...(await read()));
  }
  expect(seen).toEqual(many.map(({ reference }) => reference));
  await expect(page.getByRole("link", { name: "Older" })).toHaveCount(0);
  for (const start of [50, 0]) {
    await page.getByRole("link", { name: "Newer", exact: true }).click();
    await expect.poll(async () => (await read())[0]).toBe(`R-${start}`);
  }
  expect(await read()).toEqual(first);
});

test("a dead letter says why, and what was redelivered says by whom", async ({ page, connected, stack }) => {
  const [id = ""] = await insertDeliveries(stack, connected, [
    { type: "NO_SUCH_TYPE", status: "dead", outcome: "Nobody could." },
  ]);
  await page.goto("/lightspeed/webhooks");
  await page.getByRole("link", { name: "1 delivery failed for good" }).click();
  await rows(page).nth(1).getByRole("link").focus();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/lightspeed/webhooks/deliveries/${id}$`));
  await expect(card(page, "What it did")).toContainText("Nobody could.");
  await page.getByRole("button", { name: "Redeliver" }).click();
  await expect(card(page, "Attempts")).toContainText(`Redelivered by ${connected.owner.name}`);
  await expect(card(page, "What it did")).toContainText("Not used");
});

test("many are redelivered at once: how many first, then how far", async ({ page, connected, stack }) => {
  const dead = Array.from({ length: 5 }, () => ({ type: "NO_SUCH_TYPE", status: "dead" as const }));
  await insertDeliveries(stack, connected, [...dead, { type: "NO_SUCH_TYPE" }]);
  await page.goto("/lightspeed/webhooks/deliveries?status=dead");
  await expect(rows(page)).toHaveCount(6);
  await page.getByRole("button", { name: "Redeliver what matches" }).click();
  const dialog = page.getByRole("dialog", { name: "Redeliver 5 deliveries?" });
  await dialog.getByRole("button", { name: "Redeliver" }).click();
  await expect(card(page, "Redeliver many")).toContainText("Completed: 5 of 5");
  await expect(page.getByText("No delivery matches")).toBeVisible();
});

test("a long silence is told as a fact, with what to look at", async ({ page, connected, stack }) => {
  await stack.sql`
    update webhook_endpoints set registered_at = now() - interval '30 hours' where merchant_id = ${connected.merchant.id}`;
  await page.goto("/lightspeed/webhooks");
  const activity = card(page, "Last 24 hours");
  await expect(activity).toContainText("No event for 30 hours");
  await expect(activity).toContainText("Look in the Lightspeed portal at the webhook logs");
  await insertDeliveries(stack, connected, [{}]);
  await page.reload();
  await expect(activity).not.toContainText("No event for");
  await activity.getByText("Show as a table").click();
  await expect(activity.getByRole("table")).toContainText("Median time to done");
});

test("Delete takes the endpoint out of Lightspeed and lists it in the receipt", async ({ page, connected }) => {
  await page.goto("/");
  await goTo(page, "Lightspeed");
  await deleteIntegration(page);
  await expect(page.getByRole("region", { name: "The integration was deleted" })).toContainText(
    "Webhook endpointTaken out of Lightspeed; it confirmed.",
  );
  await connected.settled();
  await page.goto("/lightspeed/webhooks");
  await expect(card(page, "Endpoint")).toContainText("Lightspeed is not connected");
});
