import { expect, test } from "vitest";
import { takeStreamPlace } from "./stream-places";

test("one holder has six streams at most, and gets a place back when one ends; others are not concerned", () => {
  const places = Array.from({ length: 6 }, () => takeStreamPlace("a"));
  expect(places.every(Boolean)).toBe(true);
  expect(takeStreamPlace("a")).toBeNull();
  expect(takeStreamPlace("b")).not.toBeNull();
  places[0]?.();
  expect(takeStreamPlace("a")).not.toBeNull();
  expect(takeStreamPlace("a")).toBeNull();
});
