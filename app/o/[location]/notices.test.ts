import { expect, test } from "vitest";
import { noticeOf } from "./notices";

test.each([
  ["BE", "EUR", "2,50"],
  ["IE", "EUR", "2.50"],
  ["JP", "JPY", "250"],
  ["KW", "KWD", "0.250"],
])("in %s a tip in %s is asked for as people write it there: %s", (country, currency, example) => {
  expect(noticeOf("tip", { country, currency })?.text).toBe(`Enter the tip as an amount, such as ${example}.`);
});

test("what is no word of ours says nothing of its own", () => {
  const place = { country: "BE", currency: "EUR" };
  expect(noticeOf(undefined, place)).toBeNull();
  expect(noticeOf("<b>", place)).toEqual(noticeOf("constructor", place));
});
