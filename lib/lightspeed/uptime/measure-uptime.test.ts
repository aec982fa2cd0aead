import { expect, test } from "vitest";
import { isWithin, measureUptime } from "./measure-uptime";

const open = [
  { from: 0, to: 100 },
  { from: 200, to: 300 },
];

test("only what falls into opening times counts, and what overlaps counts once", () => {
  expect(measureUptime(open, [])).toEqual({ percent: 100, downMs: 0 });
  expect(measureUptime(open, [{ from: 100, to: 200 }])).toEqual({ percent: 100, downMs: 0 });
  expect(measureUptime(open, [{ from: 90, to: 210 }])).toEqual({ percent: 90, downMs: 20 });
  const twice = [
    { from: 50, to: 80 },
    { from: 10, to: 60 },
    { from: 20, to: 30 },
  ];
  expect(measureUptime(open, twice)).toEqual({ percent: 65, downMs: 70 });
  expect(measureUptime(open, [{ from: -50, to: 1_000 }])).toEqual({ percent: 0, downMs: 200 });
});

test("an outage is never rounded away, and without opening times there is nothing to say", () => {
  const month = [{ from: 0, to: 30 * 86_400_000 }];
  expect(measureUptime(month, [{ from: 0, to: 1_000 }]).percent).toBe(99.99);
  expect(measureUptime([], [{ from: 0, to: 1 }])).toEqual({ percent: null, downMs: 0 });
});

test("an outage belongs to the report where a moment of it fell into opening times", () => {
  expect(isWithin(open, { from: 99, to: 150 })).toBe(true);
  expect(isWithin(open, { from: 100, to: 200 })).toBe(false);
});
