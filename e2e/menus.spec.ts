import { readMenus } from "./fixtures/menus";
import type { Merchant } from "./fixtures/merchants";
import { breakPictures, expectPlacesKept } from "./fixtures/pictures";
import type { Sandbox } from "./fixtures/sandbox";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

type Scene = { stack: Stack; merchant: Merchant; sandbox: Sandbox };

const oneCellar = { businesses: [{ name: "Cellar BV", locations: [{ name: "Vaults", template: "cellar" as const }] }] };

/** Connected and linked to the account's first place; `read`: with its menus read, as the worker would. */
async function open({ stack, merchant, sandbox }: Scene, { read = true } = {}) {
  const { id: locationId } = await merchant.addLocation();
  await merchant.connectTo(sandbox);
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(locationId, placeId);
  if (read) await readMenus(stack, merchant, { locationId, placeId });
}

test("a manager reads the menus, sees them arrive, and opens a burger with its choices, notes and allergens", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox }, { read: false });
  await page.goto("/lightspeed/menus");
  await expect(page.getByText("No menu has been read yet")).toBeVisible();
  await page.getByRole("button", { name: "Synchronise now" }).click();
  await expect(page.getByText("Up to date")).toBeVisible({ timeout: 30_000 });

  const list = page.getByRole("list", { name: "Products of All day card" });
  await expect(list.getByText("MAI-BURGER")).toBeVisible();
  await page.getByLabel("Search in this menu").fill("burg house");
  await list
    .getByRole("link", { name: /burger/i })
    .first()
    .click();
  await expect(list.getByRole("paragraph").filter({ hasText: "On your burger" })).toContainText(
    "choose at most 3 of 3 choices",
  );
  await expect(list.getByRole("paragraph").filter({ hasText: "Kitchen notes" })).toContainText("No onion");
  await expect(list.getByText("Allergens", { exact: true })).toBeVisible();
});

test("each order profile shows its own price, and the choice stands in the address", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox });
  await page.goto("/lightspeed/menus?q=DEAL-BURGER&profile=DINEIN");
  const list = page.getByRole("list", { name: "Products of All day card" });
  await expect(list).toContainText("€ 25,00");
  await page.getByLabel("Order profile").selectOption("TAKEAWAY");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByLabel("Search in this menu").fill("DEAL-BURGER");
  await expect(list).toContainText("€ 23,80");
  expect(page.url()).toContain("profile=TAKEAWAY");
});

test.describe("a menu of 5,000", () => {
  test.use({ account: oneCellar });

  test("is searched while typing and scrolled to its end; only what is in sight is drawn", async ({
    page,
    stack,
    merchant,
    sandbox,
  }) => {
    await open({ stack, merchant, sandbox });
    await page.goto("/lightspeed/menus");
    const list = page.getByRole("list", { name: "Products of Card and cellar" });
    await expect(page.getByText(/^5,?\d{3} rows$/)).toBeVisible();
    expect(await list.getByRole("listitem").count()).toBeLessThan(120);
    await page.keyboard.press("End");
    await expect(list.getByRole("listitem").last()).toBeInViewport();
    await page.getByLabel("Search in this menu").fill("CEL-04999");
    await expect(page.getByText("1 row found.")).toBeVisible();
    await expect(list.getByText("CEL-04999")).toBeVisible();
  });

  test("is scrolled from its first row to its last without a task of 100 ms (row 79)", { tag: "@timed" }, async ({
    page,
    stack,
    merchant,
    sandbox,
  }) => {
    await open({ stack, merchant, sandbox });
    await page.goto("/lightspeed/menus");
    const list = page.getByRole("list", { name: "Products of Card and cellar" });
    await expect(page.getByText(/^5,?\d{3} rows$/)).toBeVisible();
    await page.evaluate(() => {
      const tasks: { startTime: number; duration: number }[] = [];
      new PerformanceObserver((seen) => {
        for (const { startTime, duration } of seen.getEntries()) tasks.push({ startTime, duration });
      }).observe({ type: "longtask" });
      Object.assign(window, { tasks });
    });
    const session = await page.context().newCDPSession(page);
    // What the main thread works, and not how long others on the machine keep it waiting: an observed task's length is both.
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const spentMs = async () => {
      const { metrics } = await session.send("Performance.getMetrics");
      return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
    };
    const [steps, height] = [120, await page.evaluate(() => document.documentElement.scrollHeight)];
    const spent: { ms: number; from: number; to: number }[] = [];
    const clock = () => page.evaluate(() => performance.now());
    for (let step = 1; step <= steps; step += 1) {
      const [before, from] = [await spentMs(), await clock()];
      const expression = `window.scrollTo(0, ${Math.round((height * step) / steps)}); new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))`;
      await session.send("Runtime.evaluate", { expression, awaitPromise: true });
      spent.push({ ms: (await spentMs()) - before, from, to: await clock() });
    }
    await expect(list.getByRole("listitem").last()).toBeInViewport();
    type Task = { startTime: number; duration: number };
    const tasks = await page.evaluate(() => (window as unknown as { tasks: Task[] }).tasks);
    // A task works no longer than all of its step did, nor than it was seen to last; of fewer than 50 ms the browser says nothing.
    const longestOf = ({ ms, from, to }: (typeof spent)[number]) => {
      const seen = tasks.filter(({ startTime, duration }) => startTime < to && startTime + duration > from);
      return Math.min(ms, Math.max(50, ...seen.map(({ duration }) => duration)));
    };
    const longest = Math.max(...spent.map(longestOf));
    const [step, observed] = [
      Math.max(...spent.map(({ ms }) => ms)),
      tasks.map(({ duration }) => Math.round(duration)),
    ];
    test.info().annotations.push({
      type: "figure",
      description: `ms of a task at most: ${longest.toFixed(1)}, of a step ${step.toFixed(1)}; tasks over 50 ms as the browser saw them: ${observed.join(", ") || "none"}`,
    });
    expect(height).toBeGreaterThan(50_000);
    expect(longest).toBeLessThan(100);
  });

  test("and an untidy one: every fault of a SKU is found before anybody orders", async ({
    page,
    stack,
    merchant,
    sandbox,
  }) => {
    await open({ stack, merchant, sandbox });
    await page.goto("/lightspeed/menus?part=health");
    await page.getByLabel("Menu", { exact: true }).selectOption({ label: "Old card" });
    await page.getByRole("button", { name: "Show", exact: true }).click();
    const faults = page.getByRole("list", { name: "SKU faults" });
    for (const [name, fault] of [
      ["Corkage", "No SKU"],
      ["Tasting on Friday", "SKU too long"],
      ["Red wine, large glass", "SKU used twice"],
      ["OLD-KIR", "Unknown to Items"],
    ])
      await expect(
        faults
          .getByRole("listitem")
          .filter({ hasText: name })
          .filter({ hasText: fault })
          // A SKU that is used twice is told of both.
          .first(),
      ).toBeVisible();
    const unknown = faults.getByRole("listitem").filter({ hasText: "Unknown to Items" }).filter({ hasText: "OLD-KIR" });
    await unknown.getByRole("link", { name: "Create item" }).click();
    await expect(page.getByRole("textbox", { name: "SKU" })).toHaveValue("OLD-KIR");
  });
});

test("with Lightspeed down the page shows what was read last and says why; it recovers by itself", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox });
  await sandbox.fault({ type: "status", status: 403 }, { operation: "menus" });
  await page.goto("/lightspeed/menus");
  await page.getByRole("button", { name: "Synchronise now" }).click();
  await expect(page.getByText("Not up to date")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Lightspeed refuses access (403).")).toBeVisible();
  await expect(page.getByRole("list", { name: "Products of All day card" }).getByText("MAI-BURGER")).toBeVisible();
  await sandbox.clearFaults();
  await page.getByRole("button", { name: "Synchronise now" }).click();
  await expect(page.getByText("Up to date", { exact: true })).toBeVisible({ timeout: 20_000 });
});

test("discounts say which are manual, order profiles are filtered by tag code, an allergen code gets a meaning", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox });
  await page.goto("/lightspeed/menus?part=discounts");
  await expect(page.getByRole("row").filter({ hasText: "HAPPY10" })).toContainText("10%");
  await page.goto("/lightspeed/menus?part=instructions");
  await expect(page.getByText("Blue, Rare, Medium, Well done")).toBeVisible();
  await page.goto("/lightspeed/menus?part=profiles");
  await page.getByLabel("Tag code").fill("takeaway");
  await page.getByRole("button", { name: "Filter" }).click();
  await expect(page.getByRole("row").filter({ hasText: "TAKEAWAY" })).toBeVisible();
  await expect(page.getByRole("row").filter({ hasText: "DELIVERY" })).toHaveCount(0);
  await page.goto("/lightspeed/menus?part=allergens");
  await page.getByLabel("What cereals means").selectOption("none");
  await expect(page.getByText("Saved. Every menu is told with it.")).toBeVisible();
});

test("a name of one's own stands on the list, and Lightspeed's comes back when wished", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox });
  await page.goto("/lightspeed/menus");
  const search = page.getByLabel("Search in this menu");
  const list = page.getByRole("list", { name: "Products of All day card" });
  await search.fill("BAR-ORVAL");
  await list.getByRole("link").first().click();
  await list.getByLabel(/Name on Upvendo's channels/).fill("Orval from the tap");
  await list.getByRole("button", { name: "Save name" }).click();
  await search.fill("from the tap");
  await expect(list.getByRole("link", { name: "Orval from the tap" })).toBeVisible();
});

test("what a synchronisation would change can be looked at before it changes anything", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  await open({ stack, merchant, sandbox });
  await page.goto("/lightspeed/menus?part=changes");
  await page.getByRole("button", { name: "Preview what would change now" }).click();
  await expect(page.getByText("Nothing: Lightspeed has what is shown here.")).toBeVisible();
});

test("a picture that does not come keeps its place and its words, in the list and in the details", async ({
  page,
  stack,
  merchant,
  sandbox,
  faults,
}) => {
  await open({ stack, merchant, sandbox });
  const list = await breakPictures(page, faults);
  await page.goto("/lightspeed/menus");
  const rows = page.getByRole("list", { name: "Products of All day card" }).getByRole("listitem");
  const pictured = rows.filter({ has: page.locator("img") }).first();
  await expectPlacesKept(page, pictured.locator("img"), list.release);
  await page.unrouteAll();
  const details = await breakPictures(page, faults);
  const link = pictured.getByRole("link").first();
  const name = await link.innerText();
  await link.click();
  const picture = pictured.getByRole("img", { name, exact: true });
  await expectPlacesKept(page, picture, details.release);
  expect(await picture.boundingBox()).toMatchObject({ width: 160, height: 160 });
});

test.describe("a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("sees menus and may not read them anew", async ({ page, stack, merchant, sandbox }) => {
    await open({ stack, merchant, sandbox });
    await page.goto("/lightspeed/menus");
    await expect(page.getByRole("list", { name: "Products of All day card" })).toBeVisible();
    await expect(page.getByText("Only owners and managers can synchronise.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Synchronise now" })).toHaveCount(0);
  });
});

test.describe("without script", () => {
  test.use({ javaScriptEnabled: false });

  test("screens, search and details are addresses", async ({ page, stack, merchant, sandbox }) => {
    await open({ stack, merchant, sandbox });
    await page.goto("/lightspeed/menus");
    await page.getByRole("link", { name: "Mains", exact: true }).first().click();
    await expect(page.getByRole("heading", { name: "Mains" })).toBeVisible();
    await page.goto("/lightspeed/menus?q=MAI-BURGER");
    await page.getByRole("list", { name: "Products of All day card" }).getByRole("link").first().click();
    await expect(page.getByText(/choose at most 3 of 3 choices/)).toBeVisible();
  });
});
