import type { Locator, Page } from "@playwright/test";
import type { Merchant } from "./fixtures/merchants";
import { messages } from "./fixtures/pages";
import type { Sandbox } from "./fixtures/sandbox";
import type { Stack } from "./fixtures/stack";
import { expect, test } from "./fixtures/test";

type Scene = { connected: Merchant; sandbox: Sandbox; stack: Stack };

/** Links the location to the account's first place; gives what can be done at its till. */
async function openTill({ connected, sandbox, stack }: Scene) {
  const [location] = await stack.sql`select id from locations where merchant_id = ${connected.merchant.id}`;
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await connected.link(location?.id, placeId);
  const call = <T = { identifier: string }>(method: string, path: string, body: object = {}) =>
    sandbox.control<T>(method, `/till/${placeId}${path}`, method === "GET" ? undefined : body);
  return {
    call,
    open: (table: number | undefined, quantity = 1, rest = {}) =>
      call("POST", "/checks", { table, lines: [{ sku: "STA-SOEP", quantity }], ...rest }),
  };
}

const tile = (page: Page, number: number) => page.getByRole("button", { name: new RegExp(`^Table ${number}(,|$)`) });

/** Where a table is drawn, in steps of the grid. */
async function stepsOf(table: Locator) {
  const [, x, y] = /translate\((\d+) (\d+)\)/.exec((await table.getAttribute("transform")) ?? "") ?? [];
  return { x: Number(x) / 28, y: Number(y) / 28 };
}

type Point = { x: number; y: number };

/**
 * What a frame costs the page's main thread, in ms of processor time: how busy the machine is otherwise decides nothing. Past the runner,
 * which would copy the whole page for its trace at every step.
 */
async function costOfFrames(page: Page, frames: number, change: (frame: number) => Point & { wheel?: number }) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
  };
  const before = await spent();
  for (let frame = 0; frame < frames; frame++) {
    const { wheel, ...at } = change(frame);
    await session.send(
      "Input.dispatchMouseEvent",
      wheel === undefined
        ? { type: "mouseMoved", button: "left", buttons: 1, ...at }
        : { type: "mouseWheel", deltaX: 0, deltaY: wheel, ...at },
    );
    await session.send("Runtime.evaluate", { expression: "new Promise(requestAnimationFrame)", awaitPromise: true });
  }
  const ms = ((await spent()) - before) * 1_000;
  await session.detach();
  return Number((ms / frames).toFixed(2));
}

test("the plan follows the till by itself: checks open, grow, are paid and closed, in words", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const till = await openTill({ connected, sandbox, stack });
  await page.goto("/lightspeed/floor-plans");
  const seven = tile(page, 7);
  await expect(seven).toContainText("Free");
  const figures: number[] = [];
  const see = async <T>(change: Promise<T>, words: string) => {
    const at = Date.now();
    const made = await change;
    await expect(seven).toContainText(words);
    figures.push(Date.now() - at);
    return made;
  };
  const { identifier } = await see(till.open(7, 2, { covers: 4 }), "€ 15,00 due");
  await expect(seven).toContainText("4 guests · 0 min");
  const more = { lines: [{ sku: "STA-SOEP" }] };
  await see(till.call("POST", `/checks/${identifier}/lines`, more), "€ 22,50 due");
  await see(till.call("POST", `/checks/${identifier}/pay`), "Paid");
  await see(till.call("POST", `/checks/${identifier}/close`), "Free");
  // Stated, not demanded: how busy the machine is decides nothing here. The page asks every two seconds.
  test.info().annotations.push({ type: "figure", description: `seen after ${figures.join(", ")} ms` });
});

test("several checks on one table are listed each for itself, on the drawing and in the table", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const till = await openTill({ connected, sandbox, stack });
  const made = [await till.open(12), await till.open(12, 2), await till.open(12, 3)];
  await till.open(undefined, 1, { name: "Bar" });
  await page.goto("/lightspeed/floor-plans");
  await expect(tile(page, 12)).toContainText("3 checks");
  await expect(tile(page, 12)).toContainText("€ 45,00 due");
  await tile(page, 12).click();
  for (const view of ["drawing", "table"]) {
    if (view === "table") await page.getByRole("link", { name: "Table", exact: true }).click();
    const list = page.getByRole("list", { name: "Open checks of table 12" }).getByRole("listitem");
    await expect(list).toHaveCount(3);
    for (const [place, { identifier }] of made.entries()) {
      await expect(list.filter({ hasText: identifier })).toHaveCount(1);
      await expect(list.filter({ hasText: identifier })).toContainText(
        `€ ${((place + 1) * 7.5).toFixed(2).replace(".", ",")} due`,
      );
    }
    await expect(page.getByRole("list", { name: "Open checks at no table" })).toContainText("Bar");
  }
});

test("tables are arranged with the pointer and the keyboard, saved, and found again; new and removed ones are marked", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const till = await openTill({ connected, sandbox, stack });
  await page.goto("/lightspeed/floor-plans");
  await page.getByRole("button", { name: "Arrange tables" }).click();
  const before = await stepsOf(tile(page, 1));
  await tile(page, 1).focus();
  // Past the tables to the right of it, to the first free spot in that row.
  await page.keyboard.press("ArrowDown");
  const moved = await stepsOf(tile(page, 1));
  expect(moved.x).toBe(before.x);
  expect(moved.y).toBeGreaterThan(before.y);
  await expect(page.getByText(`Table 1 is at column ${moved.x + 1}, row ${moved.y + 1}.`)).toBeAttached();

  const from = await tile(page, 2).boundingBox();
  const last = await stepsOf(tile(page, 22));
  const target = await tile(page, 22).boundingBox();
  if (!from || !target) throw new Error("the tables are not drawn");
  await page.mouse.move(from.x + 10, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(target.x + 5 * 28 + 4, target.y + 13, { steps: 8 });
  await page.mouse.up();
  const dropped = await stepsOf(tile(page, 2));
  expect(Number.isInteger(dropped.x) && Number.isInteger(dropped.y)).toBe(true);
  expect(dropped.x).toBeGreaterThan(last.x);
  await page.getByRole("button", { name: "Save arrangement" }).click();
  await expect(messages(page)).toContainText("The arrangement of Dining room was saved.");

  await till.call("PATCH", "/back-office", { removedTables: [3], addedTables: [{ number: 40 }] });
  await page.reload();
  await page.getByRole("button", { name: "Refresh" }).click();
  await expect(tile(page, 40)).toContainText("New");
  await expect(tile(page, 3)).toContainText("Not in Lightspeed");
  expect(await stepsOf(tile(page, 1))).toEqual(moved);
  expect(await stepsOf(tile(page, 2))).toEqual(dropped);

  await page.getByRole("button", { name: "Arrange tables" }).click();
  await tile(page, 3).click();
  await page.getByRole("button", { name: "Take off the drawing" }).click();
  await page.getByRole("button", { name: "Save arrangement" }).click();
  await expect(tile(page, 3)).toHaveCount(0);
  await expect(tile(page, 40)).not.toContainText("New");
});

test("without a pointer: arrow keys go from table to table, Enter shows its checks", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const till = await openTill({ connected, sandbox, stack });
  await till.open(2);
  await page.goto("/lightspeed/floor-plans");
  await tile(page, 1).focus();
  await page.keyboard.press("ArrowRight");
  await expect(tile(page, 2)).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("region", { name: "Table 2" })).toContainText("€ 7,50 due");
});

test("a message is looked at once more, then shown at the till, on screen and on paper", async ({
  page,
  connected,
  sandbox,
  stack,
}) => {
  const till = await openTill({ connected, sandbox, stack });
  await page.goto("/lightspeed/floor-plans");
  await page.getByRole("button", { name: "Print message" }).click();
  const dialog = page.getByRole("dialog", { name: "Message to the till of Grand-Place" });
  await dialog.getByLabel("Message", { exact: true }).fill("Table 12 asks for the bill");
  await dialog.getByRole("button", { name: "Continue" }).click();
  await expect(dialog).toContainText("cannot be taken back");
  await dialog.getByRole("button", { name: "Send to the till" }).click();
  await expect(messages(page)).toContainText("Lightspeed took the message for Grand-Place.");
  const sent = await till.call<{ messages: object[] }>("GET", "");
  expect(sent.messages).toMatchObject([{ text: "Table 12 asks for the bill", alsoToPrinter: true }]);
});

test.describe("a house of 300 tables", () => {
  test.use({ account: { businesses: [{ name: "Cellar BV", locations: [{ name: "Cellar", template: "cellar" }] }] } });

  test("draws its largest room; dragging and scrolling leave time for sixty frames a second, and draw nothing else anew", {
    tag: "@timed",
  }, async ({ page, connected, sandbox, stack }) => {
    const till = await openTill({ connected, sandbox, stack });
    await till.call("PATCH", "/back-office", {
      addedTables: Array.from({ length: 180 }, (_, n) => ({ number: 301 + n })),
    });
    await page.goto("/lightspeed/floor-plans");
    await expect(page.getByRole("button", { name: /^Table \d+/ })).toHaveCount(300);
    await page.getByRole("button", { name: "Arrange tables" }).click();
    await expect(page.getByRole("button", { name: "Save arrangement" })).toBeVisible();
    const from = await tile(page, 1).boundingBox();
    if (!from) throw new Error("the table is not drawn");
    await tile(page, 1).evaluate((group) => {
      const redrawn = new Set<string>();
      const tasks: number[] = [];
      new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) tasks.push(duration);
      }).observe({ type: "longtask" });
      const observer = new MutationObserver((records) => {
        for (const { target } of records) redrawn.add((target as Element).closest("g")?.id ?? "");
      });
      if (group.parentElement)
        observer.observe(group.parentElement, { subtree: true, childList: true, attributes: true });
      Object.assign(window, { redrawn, tasks });
    });
    await page.mouse.move(from.x + 10, from.y + 10);
    await page.mouse.down();
    const dragging = await costOfFrames(page, 30, (step) => ({
      x: from.x + 10 + step * 13,
      y: from.y + 10 + step * 9,
    }));
    await expect.poll(() => stepsOf(tile(page, 1))).toEqual({ x: 13, y: 9 });
    const { redrawn, tasks } = await page.evaluate(() => {
      const kept = window as unknown as { redrawn: Set<string>; tasks: number[] };
      return { redrawn: [...kept.redrawn], tasks: kept.tasks };
    });
    await page.mouse.up();
    expect(redrawn).toEqual([await tile(page, 1).getAttribute("id")]);
    const scrolling = await costOfFrames(page, 30, (step) => ({
      x: from.x,
      y: from.y,
      wheel: step < 15 ? 40 : -40,
    }));
    await page.goto("about:blank");
    const nothing = await costOfFrames(page, 30, (step) => ({ x: step * 13, y: step * 9 }));
    const figures = { dragging, scrolling, nothing };
    test.info().annotations.push({
      type: "figure",
      description: `ms a frame: ${JSON.stringify(figures)}; tasks over 50 ms while dragging: ${tasks.join(", ")}`,
    });
    expect(dragging).toBeLessThan(1_000 / 60);
    expect(scrolling).toBeLessThan(1_000 / 60);
  });
});

test.describe("in forced colours", () => {
  test("every table keeps its edge and its words", async ({ page, connected, sandbox, stack }) => {
    const till = await openTill({ connected, sandbox, stack });
    await till.open(4);
    await page.emulateMedia({ forcedColors: "active" });
    await page.goto("/lightspeed/floor-plans");
    await expect(tile(page, 4)).toContainText("€ 7,50 due");
    const looks = await tile(page, 4).evaluate((group) => {
      const style = (selector: string) => getComputedStyle(group.querySelector(selector) ?? group);
      return { edge: style("rect").stroke, ground: style("rect").fill, ink: style("text").fill };
    });
    expect(looks.ink).not.toBe(looks.ground);
    expect(looks.edge).not.toBe(looks.ground);
  });
});

test.describe("who may only look", () => {
  test.use({ signedInAs: "viewer" });

  test("a viewer sees tables and checks, and neither arranges nor sends messages", async ({
    page,
    connected,
    sandbox,
    stack,
  }) => {
    const till = await openTill({ connected, sandbox, stack });
    await till.open(4);
    await page.goto("/lightspeed/floor-plans");
    await expect(tile(page, 4)).toContainText("€ 7,50 due");
    await expect(page.getByRole("button", { name: /Arrange|Print/ })).toHaveCount(0);
  });
});
