import { expect, test } from "vitest";
import type { OpeningHours } from "@/db/schema";
import { openingAt, openTimes } from "./opening-times";

const never: OpeningHours = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null, friday: null, saturday: null, sunday: null },
};
const evenings: OpeningHours = { ...never, friday: { open: "18:00", close: "02:00" } };
const at = (text: string, hours = evenings) => {
  const { isOpen, changesAt } = openingAt(hours, "Europe/Brussels", new Date(text));
  return [isOpen, changesAt?.toISOString() ?? null];
};

test("open from the opening minute to the closing one, over midnight, by the restaurant's clock", () => {
  // Friday, 27 November 2026; Brussels is an hour ahead of UTC.
  expect(at("2026-11-27T16:59:59Z")).toEqual([false, "2026-11-27T17:00:00.000Z"]);
  expect(at("2026-11-27T17:00:00Z")).toEqual([true, "2026-11-28T01:00:00.000Z"]);
  expect(at("2026-11-28T00:59:59Z")).toEqual([true, "2026-11-28T01:00:00.000Z"]);
  expect(at("2026-11-28T01:00:00Z")).toEqual([false, "2026-12-04T17:00:00.000Z"]);
});

test("a place that never opens has nothing to wait for", () => {
  expect(at("2026-11-27T17:00:00Z", never)).toEqual([false, null]);
});

test("of two evenings that run into each other the later end counts, and a day that closes again is followed by the next", () => {
  const always = Object.fromEntries(Object.keys(never).map((day) => [day, { open: "00:00", close: "00:00" }]));
  expect(at("2026-11-27T17:00:00Z", always as OpeningHours)).toEqual([true, "2026-11-27T23:00:00.000Z"]);
  const hours = { ...evenings, saturday: { open: "01:00", close: "05:00" } };
  expect(at("2026-11-28T00:30:00Z", hours)).toEqual([true, "2026-11-28T04:00:00.000Z"]);
  expect(at("2026-11-27T23:30:00Z", hours)).toEqual([true, "2026-11-28T01:00:00.000Z"]);
  expect(at("2026-11-28T04:00:00Z", hours)).toEqual([false, "2026-12-04T17:00:00.000Z"]);
});

test("in the night when clocks go back the hour that comes twice belongs to the evening", () => {
  const saturday = { ...never, saturday: { open: "20:00", close: "03:00" } };
  // 25 October 2026: 03:00 becomes 02:00, so this evening is an hour longer.
  expect(at("2026-10-25T01:30:00Z", saturday)).toEqual([true, "2026-10-25T02:00:00.000Z"]);
});

const timesOf = (hours: OpeningHours, from: string, to: string) =>
  openTimes(hours, "Europe/Brussels", new Date(from), new Date(to)).map((one) => [
    new Date(one.from).toISOString(),
    new Date(one.to).toISOString(),
  ]);

test("the times in which it was open are cut at both ends and do not overlap", () => {
  expect(timesOf(evenings, "2026-11-27T18:00:00Z", "2026-12-04T18:00:00Z")).toEqual([
    ["2026-11-27T18:00:00.000Z", "2026-11-28T01:00:00.000Z"],
    ["2026-12-04T17:00:00.000Z", "2026-12-04T18:00:00.000Z"],
  ]);
  // Begun the day before.
  expect(timesOf(evenings, "2026-11-28T00:30:00Z", "2026-11-29T00:00:00Z")).toEqual([
    ["2026-11-28T00:30:00.000Z", "2026-11-28T01:00:00.000Z"],
  ]);
  const always = Object.fromEntries(Object.keys(never).map((day) => [day, { open: "00:00", close: "00:00" }]));
  const [from, to] = ["2026-10-24T10:00:00Z", "2026-10-27T10:00:00Z"];
  expect(timesOf(always as OpeningHours, from, to)).toEqual([
    [new Date(from), new Date(to)].map((at) => at.toISOString()),
  ]);
  expect(timesOf(always as OpeningHours, to, from)).toEqual([]);
});

test("a place that is open on no day was never open", () => {
  expect(timesOf(never, "2026-10-24T10:00:00Z", "2026-11-24T10:00:00Z")).toEqual([]);
});
