import { expect, test } from "vitest";
import { fieldText, formFrom } from "./form";

test.each([undefined, null, 1, "email=a", {}, [], { get: "x" }, new Map()])(
  "%j sent in place of a form is an empty one",
  (given) => {
    expect([...formFrom(given).keys()]).toEqual([]);
  },
);

test("a form stays as it is, and its fields are text of bounded length", () => {
  const form = new FormData();
  form.append("name", "Old Town");
  form.append("file", new Blob(["x"]));
  form.append("long", "x".repeat(10_000));
  expect(formFrom(form)).toBe(form);
  expect(["name", "file", "none"].map((name) => fieldText(form, name))).toEqual(["Old Town", "", ""]);
  expect(fieldText(form, "long")).toHaveLength(2000);
});
