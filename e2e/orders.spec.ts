import { formatMoney } from "@/lib/format";
import { expectAccessible } from "./fixtures/accessible";
import { placePaidOrder, readyToSell } from "./fixtures/orders";
import { expect, test } from "./fixtures/test";

test("a paid order appears on the open list, reaches the till, is settled there, and its page tells all of it", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const scene = { stack, merchant, sandbox };
  const { locationId } = await readyToSell(scene);
  await page.goto("/orders");
  await expect(page.getByText("No order yet")).toBeVisible();
  const order = await placePaidOrder(scene, locationId);
  const row = page.getByRole("table", { name: "Orders" }).getByRole("row", { name: new RegExp(order.number) });
  await expect(row).toContainText("On the till and settled", { timeout: 30_000 });
  await row.getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(`Order ${order.number}`);
  const money = page.getByRole("region", { name: "Money" });
  await expect(money).toContainText("€ 40,00");
  await expect(money).toContainText("€ 3,00");
  await expect(page.getByRole("region", { name: "What was ordered" })).toContainText("Shrimp croquettes");
  await expect(page.getByRole("region", { name: "Guest" })).toContainText("Ada Guest");
  const timeline = page.getByRole("list", { name: "Timeline" });
  for (const said of ["Sending to Lightspeed", "The till has the order", "The payment is on the check"])
    await expect(timeline).toContainText(said);
});

test("a guest's data is erased on request: on the order's page, and over all orders by e-mail", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const scene = { stack, merchant, sandbox };
  const { locationId } = await readyToSell(scene);
  const contact = { email: "ada@guest.test" };
  for (let n = 0; n < 3; n += 1) await placePaidOrder(scene, locationId, contact);
  await page.goto("/orders");
  const rows = page.getByRole("table", { name: "Orders" }).getByRole("row");
  await expect(rows.filter({ hasText: "On the till and settled" })).toHaveCount(3, { timeout: 30_000 });
  await rows.getByRole("link").first().click();
  const guest = page.getByRole("region", { name: "Guest" });
  await expect(guest).toContainText("ada@guest.test");
  await guest.getByRole("button", { name: "Erase guest data" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("Kept: what was ordered, the amounts");
  await question.getByRole("button", { name: "Erase for good" }).click();
  await expect(guest).toContainText("The guest's details were erased on");
  await expect(page.getByRole("list", { name: "Timeline" })).toContainText("The guest's data was erased by");

  await page.goto("/settings/guests");
  await page.getByLabel("E-mail or phone of the guest").fill("Ada@Guest.test");
  await page.getByRole("button", { name: "Find orders" }).click();
  const erase = page.getByRole("button", { name: "Erase the guest's data of 2 orders" });
  const sure = page.getByRole("dialog", { name: "Erase the guest's data of 2 orders?" });
  // By keyboard alone: nothing is erased until the question is answered, and saying no leads back to the button.
  await erase.press("Enter");
  await expect(sure).toContainText("All that is over and holds Ada@Guest.test.");
  await expect(sure).toContainText("Erased for good: name, e-mail, phone");
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await expect(sure).toBeHidden();
  await expect(erase).toBeFocused();
  await expect(page.getByRole("list", { name: "Orders of this guest" }).getByRole("listitem")).toHaveCount(2);
  await erase.press("Enter");
  await sure.getByRole("button", { name: "Keep it" }).press("Enter");
  await expect(sure).toBeHidden();
  await erase.press("Enter");
  await sure.getByRole("button", { name: "Erase for good" }).press("Enter");
  await expect(page.getByRole("status").filter({ hasText: "2 orders were erased" })).toBeVisible();
  await expect(sure).toBeHidden();
  await expect(page.locator("*:focus")).toContainText("2 orders were erased");
  await expect(page.getByText("No order holds this address or number.")).toBeVisible();
});

test("an order that the till refuses says why, and sending it again after the fix settles it", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const scene = { stack, merchant, sandbox };
  const { locationId, placeId } = await readyToSell(scene);
  await sandbox.control("PUT", `/till/${placeId}/counts/STA-GARNAALKROKET`, { count: 0 });
  const order = await placePaidOrder(scene, locationId);
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByText("Why did this fail?")).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole("main")).toContainText("out of stock");
  const stands = page.getByRole("region", { name: "Where it stands" });
  await expect(stands).toContainText("told by a printed message that this order is not on the till", {
    timeout: 30_000,
  });
  await sandbox.control("PUT", `/till/${placeId}/counts/STA-GARNAALKROKET`, { count: null });
  await page.getByRole("button", { name: /^(Send|Try) again/ }).click();
  await expect(stands).toContainText("On the till and settled", { timeout: 30_000 });
  await expect(stands).toContainText("told by a printed message that this order is on the till after all");
  await expect(page.getByText("Why did this fail?")).toHaveCount(0);
});

test("orders are found by number, table, amount and state, and the search survives reload and Back", async ({
  page,
  stack,
  merchant,
  sandbox,
}) => {
  const scene = { stack, merchant, sandbox };
  const { locationId } = await readyToSell(scene);
  const orders = [await placePaidOrder(scene, locationId), await placePaidOrder(scene, locationId)];
  // As the demo's Belgian location prints it: € 40,00.
  const total = formatMoney(orders[0]?.totalMinor ?? 0, "EUR", { country: "BE" });
  await page.goto("/orders");
  await expect(page.getByRole("table", { name: "Orders" }).getByRole("row")).toHaveCount(3);
  const search = page.getByRole("search", { name: "Filter the orders" });
  await search.getByRole("searchbox").fill(orders[1]?.number ?? "");
  await search.getByRole("searchbox").press("Enter");
  await expect(page).toHaveURL(/[?&]q=/);
  await expect(page.getByRole("table", { name: "Orders" }).getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(page.getByRole("table", { name: "Orders" }).getByRole("row")).toHaveCount(2);
  const rows = page.getByRole("table", { name: "Orders" }).getByRole("row");
  for (const text of ["12", total]) {
    await search.getByRole("searchbox").fill(text);
    await search.getByRole("searchbox").press("Enter");
    await expect(page).toHaveURL(({ searchParams }) => searchParams.get("q") === text);
    await expect(rows).toHaveCount(3);
  }
  await page.goBack();
  await expect(search.getByRole("searchbox")).toHaveValue("12");
  await page.goto(`/orders?${new URLSearchParams({ q: "41,00" })}`);
  await expect(page.getByText("No order matches")).toBeVisible();
  await page.goto("/orders?show=settled");
  await expect(rows).toHaveCount(3, { timeout: 30_000 });
  await page.goto("/orders?show=ended");
  await expect(page.getByText("No order matches")).toBeVisible();
  await page.goto("/orders?q=nothing-like-it");
  await expect(page.getByText("No order matches")).toBeVisible();
});

test.describe("as a viewer", () => {
  test.use({ signedInAs: "viewer" });

  test("an order is seen whole and nothing can be done with it", async ({ page, stack, merchant, sandbox }) => {
    const scene = { stack, merchant, sandbox };
    const { locationId } = await readyToSell(scene);
    const order = await placePaidOrder(scene, locationId);
    await page.goto(`/orders/${order.id}`);
    await expect(page.getByRole("region", { name: "Where it stands" })).toContainText(/Only owners and managers can/);
    await expect(page.getByRole("main").getByRole("button")).toHaveCount(0);
  });
});
