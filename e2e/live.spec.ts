import type { BrowserContext } from "@playwright/test";
import { logFor } from "@/lib/lightspeed/connection/log";
import { createMerchant, type Merchant } from "./fixtures/merchants";
import { log } from "./fixtures/pages";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

const write = ({ services }: Stack, { merchant }: Merchant, message: string) =>
  logFor(services, merchant.id, { level: "info", operation: "Settings", message });

/** The streams that a browser has asked for. */
function streamsOf(context: BrowserContext): string[] {
  const asked: string[] = [];
  context.on("request", (request) => {
    if (request.url().includes("/api/events")) asked.push(request.url());
  });
  return asked;
}

test("two tabs hear of a change over one stream, and when its tab goes the other one takes over", async ({
  page,
  context,
  merchant,
  stack,
}) => {
  const streams = streamsOf(context);
  await page.goto("/lightspeed?tab=status");
  await expect.poll(() => streams.length).toBe(1);
  const second = await context.newPage();
  await second.goto("/lightspeed?tab=status");
  await expect(second.getByText("Nothing has happened yet")).toBeVisible();
  await write(stack, merchant, "Opened the bar.");
  for (const tab of [page, second]) await expect(log(tab)).toContainText("Opened the bar.");
  expect(streams).toHaveLength(1);

  await page.close();
  await expect.poll(() => streams.length).toBe(2);
  await write(stack, merchant, "Closed the bar.");
  await expect(log(second)).toContainText("Closed the bar.");
  expect(streams).toHaveLength(2);
});

test("another merchant's page hears nothing of it", async ({ page, merchant, stack, browser }) => {
  const other = await createMerchant(stack);
  const elsewhere = await browser.newContext({ baseURL: stack.appUrl });
  try {
    const { cookie } = other.session;
    await elsewhere.addCookies([{ ...cookie, httpOnly: true, sameSite: "Lax" }]);
    const theirs = await elsewhere.newPage();
    await Promise.all([page.goto("/lightspeed?tab=status"), theirs.goto("/lightspeed?tab=status")]);
    await theirs.evaluate(() => {
      const heard: string[] = [];
      const stream = new EventSource("/api/events?ago=0");
      // Without a topic: the process has only now begun to listen, which is nobody's news.
      stream.addEventListener("live", ({ data }) => data !== '{"topic":null}' && heard.push(data));
      Object.assign(window, { heard });
      return new Promise((resolve) => stream.addEventListener("hello", resolve));
    });
    await write(stack, merchant, "Opened the bar.");
    await expect(log(page)).toContainText("Opened the bar.");
    await write(stack, other, "Of my own.");
    await expect(log(theirs)).toContainText("Of my own.");
    await expect.poll(() => theirs.evaluate(() => Reflect.get(window, "heard"))).toEqual(['{"topic":"log"}']);
    await expect(theirs.getByText("Opened the bar.")).toHaveCount(0);
  } finally {
    await elsewhere.close();
    await other.remove();
  }
});

test("a session that is revoked is cut off at once, and the page asks no more", async ({
  page,
  context,
  merchant,
  stack,
  faults,
}) => {
  faults.allow(/answer 401: GET .*\/lightspeed\/connection/);
  const streams = streamsOf(context);
  await page.goto("/lightspeed?tab=status");
  await expect.poll(() => streams.length).toBe(1);
  const { name, value } = merchant.session.cookie;
  const raw = await fetch(`${stack.appUrl}/api/events?ago=0`, { headers: { cookie: `${name}=${value}` } });
  expect(raw.headers.get("content-type")).toContain("text/event-stream");
  expect(raw.headers.get("content-encoding")).toBeNull();
  const said = raw.text();
  await stack.sql`update sessions set revoked_at = now() where merchant_id = ${merchant.merchant.id}`;
  expect(await said).toMatch(/^event: hello\n(?:.*\n)*event: signed-out\ndata: {}\n\n$/);
  const again = await fetch(`${stack.appUrl}/api/events?ago=0`, { headers: { cookie: `${name}=${value}` } });
  expect(again.status).toBe(401);
  expect(streams).toHaveLength(1);
});

test("a page without a stream looks for itself", async ({ page, merchant, stack, faults }) => {
  faults.allow(/\/api\/events/);
  await page.clock.install();
  await page.route("**/api/events*", (route) => route.abort());
  await page.goto("/lightspeed?tab=status");
  await expect(page.getByText("Nothing has happened yet")).toBeVisible();
  await write(stack, merchant, "Opened the bar.");
  await expect(async () => {
    await page.clock.fastForward(16_000);
    await expect(log(page)).toContainText("Opened the bar.", { timeout: 1_000 });
  }).toPass();
});

test("what was said while the page was on its way is not missed", async ({ page, merchant, stack }) => {
  await page.route("**/api/events*", async (route) => {
    await write(stack, merchant, "In between.");
    await route.continue();
  });
  await page.goto("/lightspeed?tab=status");
  await expect(log(page)).toContainText("In between.");
});
