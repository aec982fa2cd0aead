import { expect, test } from "vitest";
import { chooseLocation } from "./choose-location";
import type { LocationView } from "./location-types";

const location = (id: string, active = true) => ({ id, active, name: id }) as LocationView;
const a = location("a");
const b = location("b");

test("without an active location there is nothing to choose", () => {
  expect(chooseLocation([], "a")).toEqual({ kind: "none" });
  expect(chooseLocation([location("a", false)], "a")).toEqual({ kind: "none" });
});

test("a single active location is chosen by itself, whatever was remembered", () => {
  expect(chooseLocation([a, location("b", false)], "b")).toEqual({ kind: "one", location: a });
  expect(chooseLocation([a], undefined)).toEqual({ kind: "one", location: a });
});

test("of several the remembered one is chosen, and all of them while none is remembered", () => {
  expect(chooseLocation([a, b], "b")).toEqual({ kind: "one", location: b });
  expect(chooseLocation([a, b], "all")).toEqual({ kind: "all" });
  expect(chooseLocation([a, b], undefined)).toEqual({ kind: "all" });
});

test("an id that is not among the merchant's active locations counts for nothing", () => {
  expect(chooseLocation([a, b, location("c", false)], "c")).toEqual({ kind: "all" });
  expect(chooseLocation([a, b], "of-another-merchant")).toEqual({ kind: "all" });
});
