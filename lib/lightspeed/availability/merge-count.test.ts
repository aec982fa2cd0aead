import fc from "fast-check";
import { expect, test } from "vitest";
import type { CountRow } from "@/db/queries/availability";
import { type CountNews, mergeCount } from "./merge-count";

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 18, 0, second));
const row = (wish: Partial<CountRow>): CountRow => ({
  ...{ sku: "COLA", count: 5, countUpdatedAt: at(10), readAt: at(11), source: "webhook", polled: false },
  ...wish,
});
const event = (count: number | null, second: number | null): CountNews => ({
  ...{ sku: "COLA", count, source: "webhook", readAt: at(50) },
  countUpdatedAt: second === null ? null : at(second),
});
const poll = (count: number | null, updated: number | null, readAt: number): CountNews => ({
  ...event(count, updated),
  source: "poll",
  readAt: at(readAt),
});

test("the newer time of the till wins, and a late event changes nothing", () => {
  expect(mergeCount(undefined, event(5, 10))).toBe("new");
  expect(mergeCount(row({}), event(0, 20))).toBe("new");
  expect(mergeCount(row({}), event(9, 5))).toBe("older");
  expect(mergeCount(row({}), event(5, 10))).toBe("same");
});

test("an event without a time, and two counts of the same moment, are for the vendor to decide", () => {
  expect(mergeCount(row({}), event(3, null))).toBe("unclear");
  expect(mergeCount(row({}), event(3, 10))).toBe("unclear");
  expect(mergeCount(row({}), poll(3, 10, 12))).toBe("new");
});

test("an item that an answer leaves out is without limit, unless an event has just said otherwise", () => {
  expect(mergeCount(row({ count: 0 }), poll(null, null, 20))).toBe("older");
  expect(mergeCount(row({ count: 0 }), poll(null, null, 45))).toBe("new");
  expect(mergeCount(row({ count: 0, source: "poll" }), poll(null, null, 12))).toBe("new");
  expect(mergeCount(row({ readAt: at(30) }), poll(null, null, 20))).toBe("older");
});

test("an event from before an answer without a time is not believed", () => {
  const open = row({ count: null, countUpdatedAt: null, source: "poll", readAt: at(30) });
  expect(mergeCount(open, event(0, 20))).toBe("unclear");
  expect(mergeCount(open, event(0, 31))).toBe("new");
  expect(mergeCount(open, event(null, 20))).toBe("same");
});

test("whatever the order and however often each arrives, the last change at the till is what stands", () => {
  const changes = fc.uniqueArray(
    fc.record({ count: fc.option(fc.integer({ min: 0, max: 3 })), second: fc.integer({ min: 1, max: 40 }) }),
    { minLength: 1, maxLength: 8, selector: ({ second }) => second },
  );
  const deliveries = changes.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: 2 * all.length })),
  );
  fc.assert(
    fc.property(deliveries, ([all, order]) => {
      let known: CountRow | undefined;
      for (const { count, second } of order) {
        const news = event(count, second);
        if (mergeCount(known, news) === "new") known = row({ ...news, countUpdatedAt: news.countUpdatedAt });
      }
      const last = all.reduce((a, b) => (a.second > b.second ? a : b));
      expect(known?.count).toBe(last.count);
    }),
  );
});
