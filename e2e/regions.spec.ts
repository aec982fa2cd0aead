import { decimalsOf, formatInstant } from "@/lib/format";
import { weekdays } from "@/lib/locations/location-input";
import { currencies, timeZones } from "@/lib/locations/reference-data";
import { openForGuests } from "./fixtures/guests";
import { log } from "./fixtures/pages";
import { expect, test } from "./fixtures/test";

// The browser is somewhere else again: what it thinks of numbers and clocks must not be seen.
test.use({ locale: "de-DE", timezoneId: "Asia/Tokyo" });

const newYork = { name: "Prince Street", country: "US", timeZone: "America/New_York", currency: "USD" } as const;
const AMERICAN_TIME = /[A-Z][a-z]{2} \d{1,2}, \d{1,2}:\d\d(:\d\d)? [AP]M/;

test("a location in New York shows its own clock, dollars and dates, on every page of the till", async ({
  page,
  merchant,
  sandbox,
}) => {
  const { id } = await merchant.addLocation(newYork);
  await merchant.connectTo(sandbox);
  const placeId = sandbox.businesses[0]?.locations[0]?.id ?? "";
  await merchant.link(id, placeId);
  await sandbox.control("POST", `/till/${placeId}/checks`, { table: 7, lines: [{ sku: "STA-SOEP", quantity: 200 }] });

  await page.goto("/lightspeed/floor-plans");
  // Drawn by a component that lives in the browser too.
  await expect(page.getByRole("button", { name: /^Table 7,/ })).toContainText("$1,500.00 due");
  await page.goto("/lightspeed?tab=status");
  await expect(page.getByText("Times are in America/New York.")).toBeVisible();
  await expect(log(page).getByRole("listitem").first()).toContainText(AMERICAN_TIME);
  await page.goto("/lightspeed/reports");
  await expect(page.getByRole("heading", { name: /business day,? [A-Z][a-z]{2} \d{1,2}, \d{4}$/i })).toBeVisible();
  await page.goto("/lightspeed/items");
  await expect(page.getByRole("columnheader", { name: "Price (USD)" })).toBeVisible();
});

test("with locations on different clocks a page about all of them says which one a time is of", async ({
  page,
  merchant,
}) => {
  await merchant.addLocation();
  const { id } = await merchant.addLocation(newYork);
  await page.goto("/settings/team/audit");
  const entry = page.getByRole("table", { name: "Audit log" }).getByRole("row").nth(1);
  await expect(entry).toContainText(/\d{1,2} [A-Z][a-z]{2}, \d\d:\d\d:\d\d UTC\+[12]/);

  await page.getByLabel("Location", { exact: true }).selectOption(id);
  await expect(entry).toContainText(AMERICAN_TIME);
  await expect(entry).not.toContainText("UTC");
  await page.goto("/settings/brand");
  await expect(page.getByRole("region", { name: "Preview" })).toContainText("$7.50");
});

test("a guest in New York reads dollars, and when it opens by the clock there", async ({
  page,
  merchant,
  sandbox,
  stack,
}) => {
  const { id } = await merchant.addLocation(newYork);
  await merchant.connectTo(sandbox);
  const place = await openForGuests(stack, merchant, sandbox);
  await page.goto(`${place.home}?code=${place.code}`);
  await expect(page.getByRole("listitem").filter({ hasText: "Soup of the day" }).first()).toContainText("$7.50");
  // Not today, whatever the hour is there.
  const opens = weekdays[(new Date().getUTCDay() + 2) % 7] ?? "monday";
  const closed = Object.fromEntries(weekdays.map((day) => [day, null]));
  const hours = { ...closed, [opens]: { open: "18:30", close: "23:00" } };
  await stack.sql`update locations set opening_hours = ${stack.sql.json(hours)} where id = ${id}`;
  await page.reload();
  await expect(page.getByText(/^It opens on [A-Z][a-z]{2} \d{1,2}, \d{4}, 6:30 PM\./)).toBeVisible();
});

test("server and browser have the same decimals of every currency and the same clocks", async ({ page }) => {
  await page.goto("/");
  const instants = [Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 6, 15, 12)];
  const asked = { codes: currencies.map(({ value }) => value), zones: timeZones.map(({ value }) => value), instants };
  const browser = await page.evaluate(({ codes, zones, instants: at }) => {
    const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    return {
      decimals: codes.map((currency) => {
        const { maximumFractionDigits } = new Intl.NumberFormat("en", {
          style: "currency",
          currency,
        }).resolvedOptions();
        return maximumFractionDigits;
      }),
      clocks: zones.map((timeZone) =>
        at.map((ms) => new Intl.DateTimeFormat("en-GB", { ...clock, timeZone }).format(ms)),
      ),
    };
  }, asked);
  expect(browser.decimals).toEqual(asked.codes.map(decimalsOf));
  const ours = (timeZone: string, ms: number) =>
    formatInstant(new Date(ms).toISOString(), { country: "", timeZone }).slice(-5);
  expect(browser.clocks).toEqual(asked.zones.map((zone) => instants.map((ms) => ours(zone, ms))));
});
