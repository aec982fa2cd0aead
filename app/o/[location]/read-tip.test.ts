import { expect, test } from "vitest";
import { readTip } from "./read-tip";

const tip = (wish: Partial<Parameters<typeof readTip>[0]>) =>
  readTip({ percent: "", amount: "", subtotalMinor: 3705, decimals: 2, ...wish });

test.each([
  [{ percent: "0" }, 0],
  [{ percent: "10" }, 371],
  [{ percent: "99" }, null],
  [{ amount: "2" }, 200],
  [{ amount: " 2,5 " }, 250],
  [{ amount: "2.05" }, 205],
  [{ amount: "2.055" }, null],
  [{ amount: "2.055", decimals: 3 }, 2055],
  [{ amount: "200", decimals: 0 }, 200],
  [{ amount: "2.5", decimals: 0 }, null],
  [{ amount: "-1" }, null],
  [{ amount: "" }, null],
  [{ amount: "99999" }, null],
])("%j is %s in the smallest unit", (wish, expected) => {
  expect(tip(wish)).toBe(expected);
});
