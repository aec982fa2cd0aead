import type { Page } from "@playwright/test";
import { banner, connectionStatus, deleteDialog, messages, testCard } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

// What axe finds is looked for in panels.spec.ts, in every situation.

/** Presses Tab until the control has the focus, as somebody without a mouse would; fails where it is never reached. */
async function tabTo(page: Page, role: "button" | "link" | "textbox" | "tab" | "combobox", name: string, max = 40) {
  const control = page.getByRole(role, { name, exact: true });
  await expect(control).toBeVisible();
  for (let presses = 0; presses < max; presses++) {
    if (await control.evaluate((element) => element === document.activeElement)) return control;
    await page.keyboard.press("Tab");
  }
  throw new Error(`${role} “${name}” cannot be reached with ${max} presses of Tab`);
}

async function press(page: Page, role: Parameters<typeof tabTo>[1], name: string, key = "Enter") {
  await tabTo(page, role, name);
  await page.keyboard.press(key);
}

test("the whole way from Connect to Delete is walked with the keyboard alone", async ({ page, merchant, sandbox }) => {
  await merchant.addLocation();
  await page.goto("/lightspeed");
  await press(page, "button", "Connect with Lightspeed");
  await tabTo(page, "textbox", "Email");
  await page.keyboard.type(sandbox.email);
  await tabTo(page, "textbox", "Password");
  await page.keyboard.type(sandbox.password);
  await page.keyboard.press("Enter");
  await press(page, "button", "Allow access");
  await expect(connectionStatus(page)).toHaveText("Connected");

  await merchant.settled();
  await press(page, "button", "Test Connection", "Space");
  await expect(testCard(page)).toContainText("Everything that is set up works: 7 parts.");
  // The button was out of use while the test ran: the focus must not be lost over it.
  await expect(page.getByRole("button", { name: "Test Connection" })).toBeFocused();

  await tabToTabs(page, "Status");
  await page.keyboard.press("ArrowLeft");
  await expect(page.getByRole("tab", { name: "Settings" })).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, "combobox", "Business location");
  await page.keyboard.press("ArrowDown");
  await press(page, "button", "Save");
  await expect(page.getByText("Orders go to Grand-Place.")).toBeVisible();

  await press(page, "button", "Delete");
  const field = deleteDialog(page).getByLabel('Type "Lightspeed" to confirm');
  await expect(field).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(deleteDialog(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Delete", exact: true })).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(field).toBeFocused();
  await expectFocusStaysInside(page);
  await field.focus();
  await page.keyboard.type("Lightspeed");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "The integration was deleted" })).toBeFocused();
});

test("Emily's panel that is opened before the script is there says what is next once it is", async ({
  page,
  merchant,
}) => {
  await merchant.addLocation();
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route("**/_next/static/**/*.js", async (route) => {
    await arrived;
    await route.continue();
  });
  await page.goto("/settings/billing", { waitUntil: "commit" });
  const panel = page.locator("details", { has: page.getByLabel("Emily, the guided setup") }).getByRole("status");
  await page.getByLabel("Emily, the guided setup").focus();
  await page.keyboard.press("Enter");
  await expect(panel).toHaveText("Reading…");
  arrive();
  await expect(panel).toContainText("Which channels");
});

test("Emily is asked, answered and followed with the keyboard alone, and her panel gives the focus back", async ({
  page,
  merchant,
}) => {
  await merchant.addLocation();
  await page.goto("/setup");
  const emily = page.locator("#emily");
  for (const [question, label] of [
    ["Which channels", "Both"],
    ["at their table", "No"],
    ["K-Series account?", "No, or not yet"],
  ] as const) {
    await expect(emily).toContainText(question);
    await page.getByRole("main").focus();
    await press(page, "button", label);
  }
  await expect(emily.getByRole("status")).toContainText("cannot work without it");
  await press(page, "button", "I have an account now");
  await expect(emily).toContainText("Is your menu in Lightspeed");
  await page.getByRole("main").focus();
  await press(page, "button", "Yes");
  await press(page, "link", "Show me: Payments");
  await expect(page).toHaveURL(/\/settings\/payments/);

  const summary = page.getByLabel("Emily, the guided setup");
  await summary.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Show me: Payments" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("link", { name: "Show me: Payments" })).toBeHidden();
  await expect(summary).toBeFocused();
});

/** Only the tab that is shown is among the stops; the arrows reach the others. */
async function tabToTabs(page: Page, current: string) {
  await page.getByRole("main").focus();
  await tabTo(page, "tab", current);
}

async function expectFocusStaysInside(page: Page) {
  for (let presses = 0; presses < 8; presses++) {
    await page.keyboard.press("Tab");
    const where = await page.evaluate(() => document.activeElement?.closest("dialog, body")?.tagName);
    // Between the last and the first control the browser's own bar has its turn, which reads as the body.
    expect(["DIALOG", "BODY"]).toContain(where);
    expect(await page.evaluate(() => document.activeElement?.closest("main, header, nav") !== null)).toBe(
      where === "DIALOG",
    );
  }
}

test("every control that has the focus shows it", async ({ page, connected: _connected }) => {
  for (const path of ["/lightspeed", "/lightspeed?tab=status", "/settings/locations"]) {
    await page.goto(path);
    const stops: string[] = [];
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const { activeElement: at } = document;
        if (!at || at === document.body) return null;
        const { outlineStyle, outlineWidth } = getComputedStyle(at);
        return { name: at.textContent || at.id, seen: outlineStyle !== "none" && outlineWidth !== "0px" };
      });
      if (!stop) break;
      stops.push(stop.name);
      expect(stop, `${path}: ${stops.join(" > ")}`).toMatchObject({ seen: true });
    }
    expect(stops.length).toBeGreaterThan(6);
  }
});

test("whoever asked for less motion gets none", async ({ page, connected: _connected, sandbox }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const held = await sandbox.hold({ operation: "menus" });
  await page.goto("/lightspeed?tab=status");
  const moving = () =>
    page.evaluate(
      () =>
        document
          .getAnimations()
          .filter(
            ({ playState, effect }) => playState === "running" && Number(effect?.getComputedTiming().duration) > 10,
          ).length,
    );
  const transitions = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("*")]
        .filter((element) =>
          getComputedStyle(element)
            .transitionDuration.split(",")
            .some((part) => Number.parseFloat(part) > 0.01),
        )
        .map((element) => element.outerHTML.slice(0, 100)),
    );
  await page.getByRole("button", { name: "Test Connection" }).click();
  await expect(testCard(page)).toContainText("Testing.");
  expect(await moving()).toBe(0);
  expect(await transitions()).toEqual([]);
  await held.release();
  await expect(testCard(page)).toContainText("Everything that is set up works");
});

test("a test's progress and result are announced once each, and a toast once", async ({
  page,
  connected: _connected,
  sandbox,
}) => {
  const held = await sandbox.hold({ operation: "menus" });
  await page.goto("/lightspeed?tab=status");
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const note = () => {
      const said = document
        .querySelector("#test-title")
        ?.closest("section")
        ?.querySelector("[role=status]")?.textContent;
      if (said && heard.at(-1) !== said) heard.push(said);
    };
    note();
    new MutationObserver(note).observe(document.body, { childList: true, characterData: true, subtree: true });
  });
  await page.getByRole("button", { name: "Test Connection" }).click();
  await held.arrived(1);
  await expect(testCard(page)).toContainText("Testing.");
  await held.release();
  await expect(testCard(page)).toContainText("Everything that is set up works");
  expect(await page.evaluate(() => Reflect.get(window, "heard"))).toEqual([
    "Tries every part of the connection at once.",
    "Testing. This takes at most 5 seconds.",
    "Everything that is set up works: 7 parts.",
  ]);

  await page.goto("/lightspeed");
  await expect(messages(page)).toHaveText("");
  await page.getByLabel("Business location").selectOption({ label: "Canal" });
  await page.getByRole("button", { name: "Save" }).click();
  await expect(messages(page)).toHaveText("Old Town was linked.");
  await expect(banner(page)).toHaveCount(0);
});

test("in forced colours buttons, badges and the current page keep an edge", async ({ page, connected: _connected }) => {
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto("/lightspeed?tab=status");
  const edges = await page
    .getByRole("button", { name: /Test Connection|Filter/ })
    .evaluateAll((buttons) =>
      buttons.map(
        (button) =>
          getComputedStyle(button).borderTopWidth !== "0px" && getComputedStyle(button).borderTopStyle !== "none",
      ),
    );
  expect(edges).toEqual([true, true]);
  await expect(page.getByRole("tab", { name: "Status" })).toHaveCSS("border-bottom-style", "solid");
});
