import { expect, test } from "vitest";
import { linkOptions } from "./link-options";

const businesses = [
  {
    id: "1",
    name: "North",
    locations: [
      { id: "11", name: "Terrace" },
      { id: "9007199254740993", name: "Bar" },
    ],
  },
  { id: "2", name: "South", locations: [{ id: "21", name: "Bar" }] },
];
const link = { businessLocationId: "11", businessLocationName: "Terrace", businessId: "1", active: true };

test("offers everything the sign-in sees, by business, with ids only where names repeat", () => {
  expect(linkOptions(businesses, null)).toEqual([
    {
      businessId: "1",
      businessName: "North",
      options: [
        { id: "11", label: "Terrace" },
        { id: "9007199254740993", label: "Bar (9007199254740993)" },
      ],
    },
    { businessId: "2", businessName: "South", options: [{ id: "21", label: "Bar (21)" }] },
  ]);
});

test("a stored link stays an option when the sign-in no longer sees it", () => {
  const groups = linkOptions(businesses, { ...link, businessLocationId: "99", businessLocationName: "Cellar" });
  expect(groups.at(-1)).toEqual({
    businessId: "1",
    businessName: "No longer visible to this sign-in",
    options: [{ id: "99", label: "Cellar" }],
  });
});

test("a stored link that is seen is not offered twice", () => {
  const ids = linkOptions(businesses, link).flatMap(({ options }) => options.map(({ id }) => id));
  expect(ids).toEqual(["11", "9007199254740993", "21"]);
});
