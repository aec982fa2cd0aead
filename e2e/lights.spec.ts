import type { Locator, Page } from "@playwright/test";
import { situations } from "./fixtures/situations";
import type { Scene } from "./fixtures/situations/scene";
import { expect, test } from "./fixtures/test";

const DAY_MS = 86_400_000;

/** The browser's time goes on by so much while the page is open, and nobody proves anything anew. */
const pass = (page: Page, time: string) => page.clock.fastForward(time);

async function seeLightsOfHome(scene: Scene) {
  const { page } = scene;
  await situations["channels that sell"].open(scene);
  await page.goto("/");
  const lights = page.getByRole("region", { name: "Lights", exact: true }).getByRole("listitem");
  const light = (name: string): Locator => lights.filter({ has: page.getByRole("link", { name, exact: true }) });
  return {
    connection: page.getByRole("region", { name: "Lightspeed", exact: true }),
    payments: light("Payments"),
    webhook: light("Webhook"),
    till: light("POS readiness"),
    testing: light("Connection test"),
  };
}

for (const [whose, wrongByMs] of [
  ["a clock that is right", 0],
  ["a clock two days ahead", 2 * DAY_MS],
  ["a clock two days behind", -2 * DAY_MS],
] as const)
  test(`each light of Home turns grey by itself once its proof is old, seen by ${whose}`, async ({
    page,
    merchant,
    sandbox,
    stack,
    faults,
  }) => {
    await page.clock.install({ time: Date.now() + wrongByMs });
    const scene = { page, merchant, sandbox, stack, faults };
    const { connection, payments, webhook, till, testing } = await seeLightsOfHome(scene);
    for (const light of [payments, webhook, till, testing]) await expect(light).toContainText("Working");
    await expect(connection).toContainText("Last checked just now");
    await expect(connection).not.toContainText("may have changed");

    await pass(page, "00:03:30");
    await expect(till).toContainText("Not looked at lately");
    await expect(till).toContainText("counts for 3 minutes. It may have changed since. Lightspeed is asked twice");
    for (const light of [payments, webhook, testing]) await expect(light).toContainText("Working");

    await pass(page, "03:00:00");
    await expect(webhook).toContainText("Not looked at lately");
    await expect(connection).toContainText("it may have changed since. Each renewal of the permission proves it anew");
    for (const light of [payments, testing]) await expect(light).toContainText("Working");

    await pass(page, "23:00:00");
    await expect(payments).toContainText("Not looked at lately");
    await expect(testing).toContainText("Working");
  });

test("a channel that sells, and a point of the help that is in order, turn grey by themselves", async ({
  page,
  merchant,
  sandbox,
  stack,
  faults,
}) => {
  await page.clock.install();
  await situations["channels that sell"].open({ page, merchant, sandbox, stack, faults });
  const online = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Online Ordering" }) });
  await expect(online.getByText("Selling", { exact: true })).toBeVisible();
  await pass(page, "00:03:30");
  await expect(online.getByText("Last known: Selling", { exact: true })).toBeVisible();

  await page.goto("/help/webhook-silent");
  const registered = page
    .getByRole("region", { name: "All points" })
    .getByRole("listitem")
    .filter({ hasText: "Lightspeed has our address" });
  await expect(registered.getByText("In order", { exact: true })).toBeVisible();
  await pass(page, "03:00:30");
  await expect(registered.getByText("Last known: in order", { exact: true })).toBeVisible();
  await expect(registered).toContainText("It may have changed since. Lightspeed is asked every hour");
});
