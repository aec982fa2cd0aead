import { expect, test } from "vitest";
import { readVatNumber } from "./vat-number";

const read = (typed: string, country = "BE") => {
  const result = readVatNumber(typed, country);
  return result.ok ? result.vatNumber : result.message;
};

test.each([
  ["BE0203201340", "BE"],
  ["NL004495445B01", "NL"],
  ["DE136695976", "DE"],
  ["FR40303265045", "FR"],
  ["LU15027442", "LU"],
  ["ATU13585627", "AT"],
  ["IT00743110157", "IT"],
  ["PL8567346215", "PL"],
  ["PT501964843", "PT"],
  ["DK13585628", "DK"],
  ["FI20774740", "FI"],
  ["SE123456789701", "SE"],
  ["NO995525828MVA", "NO"],
  ["CHE100155212MWST", "CH"],
  ["IE6433435F", "IE"],
  ["EL094259216", "GR"],
  ["ESB58378431", "ES"],
])("%s is taken", (vatNumber, country) => {
  expect(read(vatNumber, country)).toBe(vatNumber);
});

test.each([
  ["BE0203201341", "BE"],
  ["NL004495446B01", "NL"],
  ["DE136695977", "DE"],
  ["FR41303265045", "FR"],
  ["LU15027443", "LU"],
  ["ATU13585628", "AT"],
  ["IT00743110158", "IT"],
  ["PL8567346216", "PL"],
  ["PT501964844", "PT"],
  ["DK13585629", "DK"],
  ["FI20774741", "FI"],
  ["SE123456789101", "SE"],
  ["NO995525829MVA", "NO"],
  ["CHE100155213", "CH"],
])("one wrong digit in %s is found", (vatNumber, country) => {
  expect(read(vatNumber, country)).toMatch(/check digits do not fit/);
});

test("spaces, dots and missing letters are put right; a Belgian number of nine digits gets its nought", () => {
  expect(read("be 0203.201.340")).toBe("BE0203201340");
  expect(read("203.201.340")).toBe("BE0203201340");
  expect(read("004495445b01", "NL")).toBe("NL004495445B01");
  expect(read("CHE-100.155.212", "CH")).toBe("CHE100155212");
});

test("a number of another country is taken with that country's letters", () => {
  expect(read("DE136695976", "BE")).toBe("DE136695976");
});

test("nothing typed means that the business is not registered", () => {
  expect(readVatNumber("  ", "BE")).toEqual({ ok: true, vatNumber: null });
});

test("another form is refused with an example; a country without known rules takes letters and digits", () => {
  expect(read("BE12")).toMatch(/Example: BE0203201340/);
  expect(read("<script>", "BE")).toMatch(/Example/);
  expect(read("12-3456789", "US")).toBe("123456789");
  expect(read("<b>", "US")).toMatch(/letters and digits/);
});
