import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

export type Tally = { passed: number; failed: number; skipped: number; failures: string[] };

const vitestReport = z.object({
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().default(""),
      assertionResults: z.array(
        z.object({ status: z.string(), fullName: z.string(), failureMessages: z.array(z.string()).nullish() }),
      ),
    }),
  ),
});

const error = z.object({ message: z.string().optional() });
const spec = z.object({
  title: z.string(),
  file: z.string(),
  line: z.number(),
  tests: z.array(z.object({ status: z.string(), results: z.array(z.object({ errors: z.array(error).default([]) })) })),
});
type Suite = { specs: z.output<typeof spec>[]; suites?: Suite[] | undefined };
const suite: z.ZodType<Suite> = z.object({
  specs: z.array(spec),
  get suites() {
    return z.array(suite).optional();
  },
});
const playwrightReport = z.object({ suites: z.array(suite), errors: z.array(error).default([]) });

/** A run without a report broke down; a run without tests proves nothing: both count as one failure. */
function tally(file: string, read: (report: unknown) => Omit<Tally, never>): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: 0, failures: ["It ended without a report."] };
  const result = read(JSON.parse(readFileSync(file, "utf8")));
  if (result.passed + result.failed === 0) return { ...result, failed: 1, failures: ["It ran no tests."] };
  return result;
}

export const readVitestReport = (file: string): Tally =>
  tally(file, (json) => {
    const report = vitestReport.parse(json);
    const tests = report.testResults.flatMap((result) =>
      result.assertionResults.map((test) => ({ ...test, file: result.name })),
    );
    const failures = tests
      .filter((test) => test.status === "failed")
      .map((test) => `${test.file} > ${test.fullName}\n${inWords(test.failureMessages ?? [])}`);
    const broken = report.testResults
      .filter(
        (result) => result.status === "failed" && !result.assertionResults.some((test) => test.status === "failed"),
      )
      .map((result) => `${result.name}\n${result.message}`);
    if (!report.success && failures.length + broken.length === 0)
      broken.push("An error outside of any test; see the log.");
    return {
      passed: tests.filter((test) => test.status === "passed").length,
      failed: failures.length + broken.length,
      skipped: tests.filter((test) => test.status !== "passed" && test.status !== "failed").length,
      failures: [...failures, ...broken],
    };
  });

export const readPlaywrightReport = (file: string): Tally =>
  tally(file, (json) => {
    const report = playwrightReport.parse(json);
    const flatten = ({ specs, suites = [] }: Suite): z.output<typeof spec>[] => [...specs, ...suites.flatMap(flatten)];
    const tests = report.suites.flatMap(flatten).flatMap((found) => found.tests.map((test) => ({ ...found, ...test })));
    const failures = tests
      .filter((test) => test.status === "unexpected" || test.status === "flaky")
      .map(
        (test) =>
          `${test.file}:${test.line} > ${test.title}\n${messages(test.results.flatMap((result) => result.errors))}`,
      );
    const broken = report.errors.map(({ message }) => message ?? "An error without a message.");
    return {
      passed: tests.filter((test) => test.status === "expected").length,
      failed: failures.length + broken.length,
      skipped: tests.filter((test) => test.status === "skipped").length,
      failures: [...failures, ...broken],
    };
  });

/** What vitest writes into its report for a test that took too long is the name of its own helper. */
const inWords = (lines: string[]) =>
  lines.join("\n").replaceAll("Error: STACK_TRACE_ERROR", "The time limit was exceeded.");

const messages = (errors: z.output<typeof error>[]) => errors.map(({ message }) => message ?? "").join("\n");
