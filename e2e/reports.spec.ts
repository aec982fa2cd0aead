import { readFile } from "node:fs/promises";
import { formatDay } from "@/lib/format";
import { addDays, calendarDay } from "@/lib/lightspeed/reports/business-days";
import type { Merchant } from "./fixtures/merchants";
import type { Sandbox } from "./fixtures/sandbox";
import { expect, test } from "./fixtures/test";

/** Until 04:00 it is still the evening before for the restaurant. */
const today = calendarDay(new Date(Date.now() - 4 * 3_600_000), "Europe/Brussels");
const dayBefore = (days: number) => formatDay(addDays(today, -days), { country: "BE" });

async function link(merchant: Merchant, sandbox: Sandbox): Promise<string> {
  const { id } = await merchant.addLocation({ name: "Old Town" });
  await merchant.connectTo(sandbox);
  const place = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(id, place);
  return place;
}

const euros = (text: string) => Number(text.replace(/[^\d-]/g, ""));

test("a week is read by itself, adds up in every part, and its file says what the page says", async ({
  page,
  merchant,
  sandbox,
}) => {
  await link(merchant, sandbox);
  await page.goto("/lightspeed/reports");
  // Which day it is for the restaurant comes with the first reading.
  await expect(page.getByRole("status").filter({ hasText: "Up to date" })).toBeVisible();
  await page.getByRole("navigation", { name: "Ranges" }).getByRole("link", { name: "7 days" }).click();
  const totals = page.getByRole("region", { name: `${dayBefore(7)} to ${dayBefore(1)}` });
  await expect(page.getByText("Complete: kept, and not read again.")).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("status").filter({ hasText: "Up to date" })).toBeVisible();
  const sales = euros(await totals.getByRole("heading", { name: "Sales, with tax" }).locator("xpath=..").innerText());
  expect(sales).toBeGreaterThan(0);

  for (const name of ["By accounting group", "By order profile", "By hour", "By kind of receipt"]) {
    const foot = page.getByRole("table", { name, exact: true }).getByRole("row", { name: /^Total/ });
    expect(euros((await foot.getByRole("cell").allInnerTexts()).find((text) => text.includes("€")) ?? ""), name).toBe(
      sales,
    );
  }

  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download as CSV" }).click();
  const csv = await readFile(await (await download).path(), "utf8");
  expect(csv.split("\r\n")[1]).toContain(`,${(sales / 100).toFixed(2)},`);
  expect(csv.match(/^Business day,/gm)).toHaveLength(7);
});

test("a long range is read when asked for, says how far it is, and can be cancelled with what it has", async ({
  page,
  merchant,
  sandbox,
}) => {
  await link(merchant, sandbox);
  const range = { from: addDays(today, -60), to: addDays(today, -1) };
  await page.goto(`/lightspeed/reports?from=${range.from}&to=${range.to}`);
  await expect(page.getByText("No day of this range has been read yet")).toBeVisible();
  const hold = await sandbox.hold({ operation: "sales", skip: 6, times: 1 });
  await page.getByRole("button", { name: "Read 60 days" }).click();
  await expect(page.getByRole("status").filter({ hasText: /Reading: \d+ of 60 days/ })).toBeVisible();
  await hold.arrived(1);
  await page.getByRole("button", { name: "Cancel reading" }).click();
  await hold.release();
  await expect(page.getByRole("status").filter({ hasText: "Reading cancelled" })).toBeVisible();
  await expect(page.getByRole("region", { name: "Sales by business day" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Read 5\d days$/ })).toBeVisible();
});

test("a range that cannot be is refused in words", async ({ page, merchant, sandbox }) => {
  await link(merchant, sandbox);
  for (const [query, says] of [
    ["from=2026-02-01&to=2026-01-01", "The first day must not come after the last one."],
    ["from=2024-01-01&to=2026-01-01", "A report covers at most 365 days. Choose a shorter range."],
    ["from=2026-01-01&to=2999-01-01", "The last day of the range has not begun yet."],
    ["from=junk&to=2026-01-01", "Choose both days of the range."],
  ]) {
    await page.goto(`/lightspeed/reports?${query}`);
    await expect(page.getByText(says ?? "")).toBeVisible();
    expect((await page.request.get(`/lightspeed/reports/export?${query}`)).status()).toBe(400);
  }
});

test("without the permission for finances the page says so and what to do", async ({ page, merchant, sandbox }) => {
  await link(merchant, sandbox);
  await sandbox.fault({ type: "status", status: 403 }, { operation: "sales" });
  await page.goto("/lightspeed/reports");
  await expect(page.getByRole("status").filter({ hasText: "Could not be read" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("What to do:").first()).toBeVisible();
});
