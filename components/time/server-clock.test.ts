import { expect, test } from "vitest";
import { createServerClock } from "./server-clock";

const HOUR = 3_600_000;
const NOON = Date.parse("2026-11-26T12:00:00.000Z");
const iso = (ms: number) => new Date(ms).toISOString();

/** A visitor's clock that is wrong by so much, and goes on. */
function visitor(wrongByMs: number) {
  let passed = 0;
  const clock = createServerClock(() => NOON + wrongByMs + passed);
  return {
    clock,
    told: (delayMs: number) => iso(NOON + passed - delayMs),
    pass(ms: number) {
      passed += ms;
    },
  };
}

test.each([-26 * HOUR, -HOUR, HOUR, 26 * HOUR])("a clock that is wrong by %i ms tells the server's time", (wrongBy) => {
  const { clock, pass, told } = visitor(wrongBy);
  clock.hear(told(0));
  expect(clock.now()).toBe(NOON);
  pass(3 * HOUR);
  expect(clock.now()).toBe(NOON + 3 * HOUR);
});

test("a clock that is right is left alone, however long the page was on its way", () => {
  const { clock, told } = visitor(0);
  expect(clock.now()).toBe(NOON);
  for (const delay of [0, 900, 29_000]) clock.hear(told(delay));
  expect(clock.now()).toBe(NOON);
});

test("a page out of the browser's memory, drawn hours ago, does not turn the clock back", () => {
  const { clock, pass, told } = visitor(2 * HOUR);
  const first = told(500);
  clock.hear(first);
  pass(5 * HOUR);
  clock.hear(first);
  expect(clock.now()).toBe(NOON + 5 * HOUR - 500);
  clock.hear(told(0));
  expect(clock.now()).toBe(NOON + 5 * HOUR);
});
