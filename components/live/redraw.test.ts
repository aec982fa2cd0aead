import { beforeEach, expect, test, vi } from "vitest";
import { redraw } from "./redraw";

const page = { hidden: false, shown: [] as (() => void)[] };

beforeEach(() => {
  vi.useFakeTimers();
  Object.assign(page, { hidden: false, shown: [] });
  vi.stubGlobal("window", globalThis);
  vi.stubGlobal("document", {
    get hidden() {
      return page.hidden;
    },
    addEventListener: (_: string, act: () => void) => page.shown.push(act),
  });
});

test("what is told in one breath draws the page once, what follows at most once a second, and nothing is lost", () => {
  const refresh = vi.fn();
  for (let n = 0; n < 5; n += 1) redraw(refresh);
  vi.advanceTimersByTime(100);
  expect(refresh).toHaveBeenCalledTimes(1);
  for (let n = 0; n < 9; n += 1) {
    redraw(refresh);
    vi.advanceTimersByTime(100);
  }
  expect(refresh).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(100);
  expect(refresh).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(10_000);
  expect(refresh).toHaveBeenCalledTimes(2);
});

test("a page that nobody looks at is drawn when somebody does", () => {
  const refresh = vi.fn();
  page.hidden = true;
  redraw(refresh);
  vi.advanceTimersByTime(60_000);
  expect(refresh).not.toHaveBeenCalled();
  page.hidden = false;
  for (const act of page.shown) act();
  expect(refresh).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(2_000);
});
