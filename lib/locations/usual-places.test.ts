import { expect, test } from "vitest";
import { countries, currencies, timeZones } from "./reference-data";
import { usualPlaces } from "./usual-places";

test("what a country presets can be chosen in the form", () => {
  const offered = (choices: readonly { value: string }[]) => new Set(choices.map(({ value }) => value));
  const [known, zones, money] = [offered(countries), offered(timeZones), offered(currencies)];
  const lines = usualPlaces.split("\n").map((line) => line.split(" "));
  const strange = lines.filter(
    ([country = "", zone = "", currency = ""]) =>
      !known.has(country) || !(zone === "-" || zones.has(zone)) || !money.has(currency),
  );
  expect(strange).toEqual([]);
  expect(new Set(lines.map(([country]) => country)).size).toBe(lines.length);
});
