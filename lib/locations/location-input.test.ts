import { expect, test } from "vitest";
import { valuesOfForm, valuesOfLocation } from "./form-values";
import { locationInput, readLocationForm, weekdays } from "./location-input";
import { countries, currencies, timeZones } from "./reference-data";

const fields: Record<string, string> = {
  name: "Old Town",
  street: "Grand-Place 1",
  postalCode: "1000",
  city: "Brussels",
  country: "BE",
  timeZone: "Europe/Brussels",
  currency: "EUR",
  "monday.isOpen": "on",
  "monday.open": "18:00",
  "monday.close": "02:00",
};

function formOf(changes: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...fields, ...changes })) form.set(name, value);
  return form;
}

const problems = (changes: Record<string, string>) => {
  const parsed = locationInput.safeParse(readLocationForm(formOf(changes)));
  return parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
};

test("a day whose box is not ticked is closed, and a close past midnight is fine", () => {
  const location = locationInput.parse(readLocationForm(formOf()));
  expect(location.openingHours.monday).toEqual({ open: "18:00", close: "02:00" });
  expect(weekdays.filter((day) => location.openingHours[day] === null)).toHaveLength(6);
});

test("spaces around and inside a name are one spelling", () => {
  const name = (text: string) => locationInput.parse(readLocationForm(formOf({ name: text }))).name;
  expect(name("  Old \t Town ")).toBe("Old Town");
  expect(name("Cafe\u0301")).toBe("Caf\u00e9");
});

test.each([
  [{ name: "   " }, "name: Enter a name."],
  [{ name: "x".repeat(81) }, "name: Use at most 80 characters."],
  [{ name: "Old\u200bTown" }, "name: Remove the characters that cannot be seen."],
  [{ name: "Old\u0000Town" }, "name: Remove the characters that cannot be seen."],
  [{ country: "XX" }, "country: Choose a country."],
  [{ country: "" }, "country: Choose a country."],
  [{ timeZone: "Mars/Olympus" }, "timeZone: Choose a time zone."],
  [{ currency: "BTC" }, "currency: Choose a currency."],
  [{ "monday.open": "25:00" }, "openingHours.monday.open: Enter a time such as 09:30."],
  [{ "monday.close": "" }, "openingHours.monday.close: Enter a time such as 09:30."],
  [{ "monday.close": "18:00" }, "openingHours.monday.close: Opening and closing time are the same."],
])("%j is refused in plain words", (changes: Record<string, string>, message) => {
  expect(problems(changes)).toEqual([message]);
});

test("an empty form names every field and never fails by itself", () => {
  const parsed = locationInput.safeParse(readLocationForm(new FormData()));
  const named = parsed.success ? [] : parsed.error.issues.map(({ path }) => path[0]);
  expect(named).toEqual(["name", "street", "postalCode", "city", "country", "timeZone", "currency"]);
});

test("a file in place of a text is refused like a missing text", () => {
  const form = formOf();
  form.set("name", new File(["x"], "name.txt"));
  const parsed = locationInput.safeParse(readLocationForm(form));
  expect(parsed.error?.issues.map(({ message }) => message)).toEqual(["Enter a name."]);
});

test("what was typed comes back as it was, cut to a length", () => {
  const values = valuesOfForm(formOf({ name: " x ", city: "y".repeat(1000), "monday.open": "nonsense" }));
  expect(values.name).toBe(" x ");
  expect(values.city).toHaveLength(200);
  expect(values.openingHours.monday).toEqual({ isOpen: true, open: "nonsense", close: "02:00" });
  expect(values.openingHours.tuesday.isOpen).toBe(false);
});

test("a stored location fills the form with itself", () => {
  const location = locationInput.parse(readLocationForm(formOf()));
  const values = valuesOfLocation(location);
  expect(values).toMatchObject({ name: "Old Town", country: "BE", timeZone: "Europe/Brussels" });
  expect(values.openingHours.monday).toEqual({ isOpen: true, open: "18:00", close: "02:00" });
  expect(values.openingHours.sunday.isOpen).toBe(false);
});

test("the choices are real: countries have names, zones and currencies are known to the runtime", () => {
  expect(countries).toHaveLength(249);
  expect(countries.filter(({ value, label }) => value === label)).toEqual([]);
  const known = new Set(Intl.supportedValuesOf("currency"));
  expect(currencies.filter(({ value }) => !known.has(value))).toEqual([]);
  expect(timeZones.length).toBeGreaterThan(300);
});
