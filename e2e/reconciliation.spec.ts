import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { dayBefore } from "@/lib/lightspeed/reports/business-days";
import { refundOrder } from "@/lib/orders/refund-order";
import { placePaidOrder, readyToSell } from "./fixtures/orders";
import { expect, test } from "./fixtures/test";

test("a merchant sees what is at odds on a day, puts it right, runs it again and finds it even", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  const scene = { stack, merchant, sandbox };
  const { actor } = merchant.session;
  const { locationId, placeId } = await readyToSell(scene);
  const order = await placePaidOrder(scene, locationId);
  const read = async () => (await stack.sql`select status, account_identifier from orders where id = ${order.id}`)[0];
  await expect.poll(async () => (await read())?.status, { timeout: 30_000 }).toBe("completed");
  await sandbox.control("POST", `/till/${placeId}/sales/${(await read())?.account_identifier}/void`);
  const client = kSeriesFor(stack.services, actor.merchantId);
  const { nextStartOfDay } = await client.sales.getDay({ businessLocationId: placeId, query: {} });
  const day = dayBefore(nextStartOfDay ?? "");
  await stack.sql`insert into reconciliations (merchant_id, location_id, day, state, currency)
    values (${actor.merchantId}, ${locationId}, ${day}, 'waiting', 'EUR') on conflict do nothing`;
  await sandbox.control("POST", `/accounts/${sandbox.accountId}/clock`, { advanceMs: 24 * 3_600_000 });

  await page.goto("/orders/reconciliation");
  const row = page.locator(`#day-${day}-${locationId}`);
  await expect(row).toContainText("Not complete yet");
  await row.getByRole("button", { name: /^Run again/ }).click();
  await expect(row).toContainText("1 difference", { timeout: 30_000 });
  await expect(row).toContainText("Taken back on the till, money kept");
  await expect(row).toContainText("Give the rest back to the guest");
  await expect(row.getByRole("link", { name: order.number })).toHaveAttribute("href", `/orders/${order.id}`);
  await page.goto("/");
  await expect(page.getByRole("main")).toContainText(/The books of .* do not agree at Old Town/);

  await refundOrder(stack.services, actor, { orderId: order.id, reason: "Taken back" });
  const given = async () =>
    (
      await stack.sql`select 1 from ledger_entries
    where order_id = ${order.id} and posting like 'refunded:%'`
    ).length;
  await expect.poll(given, { timeout: 30_000 }).toBeGreaterThan(0);
  await page.goto("/orders/reconciliation");
  await row.getByRole("button", { name: /^Run again/ }).click();
  await expect(row).toContainText("Even", { timeout: 30_000 });
  await page.goto("/");
  await expect(page.getByRole("main")).not.toContainText(/The books of .* do not agree/);
});
