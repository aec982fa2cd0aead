import { defineConfig, devices } from "@playwright/test";

// `npm run test:e2e` finds the browser, starts everything on free ports and says where it is; see scripts/test-e2e.ts.
const { E2E_APP_URL, E2E_CHROMIUM_PATH, E2E_CHROMIUM_ENV = "{}", E2E_REPORT_FILE, E2E_TRACE } = process.env;
if (!E2E_APP_URL || !E2E_CHROMIUM_PATH)
  throw new Error(
    "Browser tests run by `npm run test:e2e`, or for one file: `npm run test:e2e -- e2e/connect.spec.ts`.",
  );

const timed = /@timed/;
const desktop = { ...devices["Desktop Chrome"] };

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  // On two busy cores the longest walks take a minute; no test should be decided by how busy they are.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: E2E_REPORT_FILE ? [["list"], ["json", { outputFile: E2E_REPORT_FILE }]] : [["list"]],
  use: {
    baseURL: E2E_APP_URL,
    // A trace of every test is a fifth of the time; `E2E_TRACE=1` keeps those of the tests that fail.
    trace: E2E_TRACE === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    video: "off",
    launchOptions: {
      executablePath: E2E_CHROMIUM_PATH,
      env: { ...definedOnly(process.env), ...JSON.parse(E2E_CHROMIUM_ENV) },
      args: [
        ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
      ],
    },
  },
  projects: [
    { name: "chromium", use: desktop, grepInvert: timed },
    // What holds a time against a figure runs after the others, one at a time: beside them it would measure those.
    { name: "timed", use: desktop, grep: timed, workers: 1, dependencies: ["chromium"] },
  ],
});

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
