import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { explainFlag, explainOrderFailure } from "./explain-failure";
import { flagWords, httpWords, orderReasons, ownCodes, paymentErrors, unknownWords } from "./failure-words";

const contract = readFileSync("sandbox/contract/k-series.openapi.yaml", "utf8");
const sources = readdirSync("lib/orders")
  .filter((name) => name.endsWith(".ts") && !name.includes(".test.") && !name.startsWith("failure-words"))
  .map((name) => readFileSync(join("lib/orders", name), "utf8"))
  .join("\n");

const found = (text: string, pattern: RegExp): string[] => [
  ...new Set([...text.matchAll(pattern)].map(([, one = ""]) => one)),
];

test("every payment error of the contract has its own words", () => {
  const listed = contract.match(/enum: \[(ACCOUNT_NOT_FOUND[^\]]+)\]/)?.[1]?.split(", ") ?? [];
  expect(listed).toHaveLength(13);
  expect(Object.keys(paymentErrors).sort()).toEqual([...listed].sort());
  for (const error of listed)
    expect(explainOrderFailure({ code: `pay:${error}`, detail: null })).toMatchObject({ known: true });
});

test("every code that the engine writes has words", () => {
  const codes = [
    ...found(sources, /"((?:till|pay):[a-zA-Z_]+)"/g),
    ...found(sources, /failureCode: "([^"]+)"/g),
    ...found(sources, /"(too_late|no_answer|unreachable|unreadable|turn_over)"/g),
    ...found(sources, /(?:hold|giveUp|refuse)\(\s*tx, \w+, now, "([^"]+)"/g),
    ...found(sources, /MissingSetup = ([^;]+);/g).flatMap((union) =>
      found(union, /"(\w+)"/g).map((one) => `setup:${one}`),
    ),
    ...["setup:no_order_profile", "input", "pay:TIMEOUT", "gone:order", "gone:payment", "unclear:order"],
  ].filter((code) => code !== "till:refused");
  expect(codes.length).toBeGreaterThan(12);
  const silent = codes.filter((code) => !explainOrderFailure({ code, detail: null }).known);
  expect(silent).toEqual([]);
});

test("every flag that the engine raises has words", () => {
  const flags = [...found(sources, /flagOrder\(tx, order, "(\w+)"/g), ...found(sources, /\bflag: "(\w+)"/g)];
  expect(flags.length).toBeGreaterThan(7);
  expect(flags.filter((flag) => !explainFlag(flag, null).known)).toEqual([]);
});

test("every status that the contract declares, and every class of errors, has words", () => {
  const declared = found(contract, /^\s+'?([45]\d\d)'?:/gm);
  expect(declared.length).toBeGreaterThan(3);
  for (const status of [...declared, "418", "451", "500", "502", "503", "504", "599"])
    expect(explainOrderFailure({ code: `http:${status}`, detail: "?" })).toMatchObject({ known: true });
  expect(Object.keys(httpWords)).toEqual(expect.arrayContaining(["4xx", "5xx"]));
});

// Behaviour page, sections 3, 4 and 11, and what the till of the sandbox says.
test.each([
  ["Not processed before validity ended", /foreground/],
  ["A consumer already exists for this email address with a different external reference.", /customer list/],
  ["the payment amount is greater than the amount due", /compare the prices/],
  ["reference has already been used UPV-001-x", /Look for the order/],
  ["account not found for BL 123", /new check/],
  ["Invalid account identifier", /new check/],
  ["Account A1.2 is already closed", /new check/],
  ["Item STA-1 is out of stock", /count/],
  ["Item with SKU STA-9 was not found", /Correct the item/],
  ["Discount HAPPY does not exist", /discount's code/],
  ["Table 99 does not exist", /floor plan/],
  ["Order profile TAKE does not exist", /order settings/],
  ["Staff 12 was not found", /staff member/],
  ["Payment method CARD does not exist", /Lightspeed lists/],
  ["The sales period is closed", /Open the day/],
  ["endpoint ID not found for abc", /webhook endpoint/],
  ["Refused by staff", /staff/i],
])("the till's words %j lead to a remedy", (detail, remedy) => {
  const explained = explainOrderFailure({ code: "till:refused", detail });
  expect(explained).toMatchObject({ known: true, evidence: detail });
  expect(explained.remedy).toMatch(remedy);
});

test("a reason that nobody has described is shown word for word, and says that it is unknown", () => {
  const detail = "Zorp <b>failed</b>";
  expect(explainOrderFailure({ code: "till:refused", detail })).toMatchObject({
    ...{ known: false, evidence: detail, cause: unknownWords.cause },
  });
});

test("whatever it says, there is something to do", () => {
  for (const words of [...Object.values(paymentErrors), ...Object.values(httpWords)])
    for (const text of [words.cause, words.remedy]) expect(text).toMatch(/^[A-Z].{8,}[.]$/);
});

/** It was never paid, goes on by itself, or is chosen anew by whoever orders: there is nothing here to put right. */
const nothingToMend = ["not_paid", "pick_up_past", "turn_over"];

test("every cause leads to the page that puts it right, except where there is nothing to put right", () => {
  const reasons = orderReasons.map(({ pattern, words }) => [String(pattern), words] as const);
  const named = [paymentErrors, httpWords, ownCodes, flagWords].flatMap((words) => Object.entries(words));
  const every = [...named, ...reasons, ["unknown", unknownWords] as const];
  expect(every.length).toBeGreaterThan(80);
  const astray = every.filter(([, { fix }]) => fix === undefined).map(([name]) => name);
  expect(astray.sort()).toEqual(nothingToMend);
  for (const [name, { fix }] of every) if (fix) expect(fix.href, name).toMatch(/^(\/|#)[a-z]/);
});
