import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readPlaywrightReport, readVitestReport } from "./reports";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "upvendo-reports-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(json: unknown) {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(json));
  return file;
}

const test1 = (status: string) => ({
  status,
  fullName: `a ${status} one`,
  failureMessages: status === "failed" ? ["because"] : [],
});

test("vitest's tests are counted, and a failed one is told with its file", () => {
  const file = {
    name: "x.test.ts",
    status: "failed",
    message: "",
    assertionResults: ["passed", "passed", "failed", "pending"].map(test1),
  };
  expect(readVitestReport(report({ success: false, testResults: [file] }))).toEqual({
    ...{ passed: 2, failed: 1, skipped: 1 },
    failures: ["x.test.ts > a failed one\nbecause"],
  });
});

test("a file that cannot be loaded and an error outside of tests are failures", () => {
  const broken = { name: "x.test.ts", status: "failed", message: "SyntaxError", assertionResults: [] };
  expect(readVitestReport(report({ success: false, testResults: [broken] }))).toMatchObject({
    failed: 1,
    failures: ["x.test.ts\nSyntaxError"],
  });
  const fine = { name: "y.test.ts", status: "passed", assertionResults: [test1("passed")] };
  expect(readVitestReport(report({ success: false, testResults: [fine] }))).toMatchObject({ passed: 1, failed: 1 });
});

test("a run without a test or without a report is a failure", () => {
  expect(readVitestReport(report({ success: true, testResults: [] }))).toMatchObject({
    failed: 1,
    failures: ["It ran no tests."],
  });
  expect(readPlaywrightReport(report({ suites: [], errors: [] }))).toMatchObject({ failed: 1 });
  expect(readPlaywrightReport(join(folder, "none.json"))).toMatchObject({
    failed: 1,
    failures: ["It ended without a report."],
  });
});

test("browser tests are counted through nested suites", () => {
  const spec = (status: string) => ({
    title: status,
    file: "a.spec.ts",
    line: 3,
    tests: [{ status, results: [{ errors: [{ message: "no button" }] }] }],
  });
  const suites = [
    { specs: [spec("expected")], suites: [{ specs: [spec("unexpected"), spec("skipped"), spec("expected")] }] },
  ];
  expect(readPlaywrightReport(report({ suites, errors: [] }))).toEqual({
    ...{ passed: 2, failed: 1, skipped: 1 },
    failures: ["a.spec.ts:3 > unexpected\nno button"],
  });
});
