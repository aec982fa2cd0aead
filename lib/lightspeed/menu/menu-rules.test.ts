import { expect, test } from "vitest";
import { usualField } from "./allergen-fields";
import { pictureAddress } from "./menu-picture";
import { allergenWords, resolveAllergens } from "./resolve-allergens";

const API = "http://localhost:4010";

test.each([
  ["http://menu-pictures.s3.amazonaws.com/a.png", "https://menu-pictures.s3.amazonaws.com/a.png"],
  ["https://s3.eu-west-1.amazonaws.com/bucket/a.png", "https://s3.eu-west-1.amazonaws.com/bucket/a.png"],
  ["https://api.lsk.lightspeed.app/a.png", "https://api.lsk.lightspeed.app/a.png"],
  ["http://localhost:4010/pictures/a.png", "http://localhost:4010/pictures/a.png"],
])("the picture %s is asked for at %s", (text, address) => {
  expect(pictureAddress(text, API)?.href).toBe(address);
});

test.each([
  "http://169.254.169.254/latest/meta-data",
  "http://localhost:4011/pictures/a.png",
  "http://127.0.0.1/a.png",
  "https://evil.test/s3.amazonaws.com",
  "https://s3.amazonaws.com.evil.test/a.png",
  "https://user:pass@bucket.s3.amazonaws.com/a.png",
  "https://bucket.s3.amazonaws.com:8443/a.png",
  "https://ec2-10-0-0-1.compute-1.amazonaws.com/a.png",
  "ftp://bucket.s3.amazonaws.com/a.png",
  "file:///etc/passwd",
  "javascript:alert(1)",
  "//bucket.s3.amazonaws.com/a.png",
  "not an address",
])("the picture %s is not asked for", (text) => {
  expect(pictureAddress(text, API)).toBeNull();
});

test("allergens: not stated is never free of; unmapped codes are shown as they are; the merchant's word counts", () => {
  const none = new Map<string, string>();
  expect(resolveAllergens(null, none)).toEqual({ stated: false, diets: [] });
  expect(allergenWords({ stated: false, diets: [] })).toBe("Not stated");
  expect(resolveAllergens(["cereals", "moonstone"], none)).toEqual({
    stated: true,
    fields: ["gluten"],
    unmapped: ["moonstone"],
    diets: [],
  });
  const own = new Map([
    ["moonstone", "nuts"],
    ["cereals", "none"],
  ]);
  expect(resolveAllergens(["cereals", "moonstone"], own)).toEqual({
    stated: true,
    fields: ["nuts"],
    unmapped: [],
    diets: [],
  });
  // Everything that was stated means nothing to guests: then nothing is stated, which is not "none".
  expect(resolveAllergens(["cereals"], own)).toEqual({ stated: false, diets: [] });
});

test("a way of eating states no allergens, and stands beside those that are stated", () => {
  const none = new Map<string, string>();
  const vegan = resolveAllergens(["vegan"], none);
  expect(vegan).toEqual({ stated: false, diets: ["vegan"] });
  expect(allergenWords(vegan)).toBe("Not stated · Vegan");
  const both = resolveAllergens(["vegan", "sesame", "halal"], none);
  expect(both).toEqual({ stated: true, fields: ["sesame"], unmapped: [], diets: ["vegan", "halal"] });
  expect(allergenWords(both)).toBe("Sesame · Vegan · Halal");
});

test.each([
  "cereals",
  "crustaceans",
  "eggs",
  "fish",
  "peanuts",
  "soybeans",
  "milk",
  "nuts",
  "celery",
  "mustard",
  "sesame",
  "sulphites",
  "lupin",
  "molluscs",
])("the code %s has its usual meaning", (code) => {
  expect(usualField(code.toUpperCase())).not.toBeNull();
});
