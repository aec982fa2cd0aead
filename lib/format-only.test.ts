import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sourceFiles } from "@/lib/testing/source-files";

/** `lib/format.ts` writes numbers, money, dates and times; `lib/names.ts` reads the runtime's lists of names, on the server. */
const allowed = ["lib/format.ts", "lib/names.ts"];
const own = /\bIntl\.|\.toLocale(Date|Time)?String\(|\.to(Date|Time|GMT)String\(/;

test("nothing else asks the runtime how to write a number, an amount, a date or a time", () => {
  const sources = sourceFiles("app", "components", "lib");
  expect(sources.length).toBeGreaterThan(500);
  const strangers = sources.filter((file) => !allowed.includes(file) && own.test(readFileSync(file, "utf8")));
  expect(strangers).toEqual([]);
});

test.each([
  "new Intl.NumberFormat()",
  "count.toLocaleString()",
  "at.toLocaleDateString('en')",
  "at.toLocaleTimeString()",
  "at.toDateString()",
])("%s is found", (line) => {
  expect(line).toMatch(own);
});
