import { expect, test } from "vitest";
import { exactDuration } from "./uptime-words";

test.each([
  [0, "0 s"],
  [59_000, "59 s"],
  [60_000, "1 min 0 s"],
  [3_599_499, "59 min 59 s"],
  [7_449_000, "2 h 4 min 9 s"],
  [3 * 86_400_000, "72 h 0 min 0 s"],
])("%i ms are %s", (ms, words) => {
  expect(exactDuration(ms)).toBe(words);
});
