import { expect, test } from "vitest";
import { readTip } from "./read-tip";

const tip = (wish: Partial<Parameters<typeof readTip>[0]>) =>
  readTip({ percent: "", amount: "", subtotalMinor: 3705, currency: "EUR", region: { country: "BE" }, ...wish });

test.each([
  [{ percent: "0" }, 0],
  [{ percent: "10" }, 371],
  [{ percent: "99" }, null],
  [{ amount: "2" }, 200],
  [{ amount: " 2,5 " }, 250],
  [{ amount: "2.05" }, 205],
  [{ amount: "2.055" }, null],
  [{ amount: "2.055", currency: "KWD", region: { country: "KW" } }, 2055],
  [{ amount: "200", currency: "JPY" }, 200],
  [{ amount: "2.5", currency: "JPY" }, null],
  [{ amount: "-1" }, null],
  [{ amount: "" }, null],
  [{ amount: "99999" }, null],
])("%j is %s in the smallest unit", (wish, expected) => {
  expect(tip(wish)).toBe(expected);
});
