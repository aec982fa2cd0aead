import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const dbTests = "**/*.db.test.ts";
/** These hold a time against a figure. They run after the others, one at a time: beside them they would measure those. */
const timedTests = [
  "lib/auth/sign-in-timing.db.test.ts",
  "lib/guest/guest-order.db.test.ts",
  "lib/health/readiness.db.test.ts",
  "lib/jobs/lost-ends.db.test.ts",
  "lib/jobs/two-workers.db.test.ts",
  "lib/lightspeed/connection/disconnect-in-trouble.db.test.ts",
  "lib/lightspeed/connection/test-connection.db.test.ts",
  "lib/lightspeed/menu/import-time.db.test.ts",
  "lib/lightspeed/webhooks/credentials.test.ts",
  "lib/lightspeed/webhooks/database-away.db.test.ts",
  "lib/lightspeed/webhooks/database-in-trouble.db.test.ts",
  "lib/lightspeed/webhooks/receiver-process.db.test.ts",
  "lib/lightspeed/webhooks/rolling-restart.db.test.ts",
  "lib/orders/pre-flight-time.db.test.ts",
  "sandbox/world/persistence.test.ts",
];
const elsewhere = ["**/node_modules/**", "**/.next/**", "**/.data/**", "**/.cache/**", "e2e/**/*.spec.ts"];

const onDatabases = {
  // TEST_ROUNDS=100 runs the long form of the tests that kill, freeze and race.
  provide: { longRounds: Number(process.env.TEST_ROUNDS ?? 0) },
  globalSetup: ["./lib/testing/database.setup.ts"],
  setupFiles: ["./lib/testing/programs.setup.ts"],
  // The files of a worker share its process and what is loaded there: each has a database, a stage and stubs of its own.
  isolate: false,
  // Real servers and processes: slower than a unit test on a busy machine, and never decided by this limit.
  testTimeout: 90_000,
  hookTimeout: 90_000,
};

export default defineConfig({
  resolve: { alias: { "@": fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "") } },
  test: {
    pool: "forks",
    // The machines this runs on have two cores.
    maxWorkers: 2,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    setupFiles: ["./lib/testing/console-error.setup.ts"],
    // What is waited for comes when the machine is free for it; the library's own second is less than a busy one takes.
    expect: { poll: { timeout: 20_000, interval: 20 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...elsewhere, dbTests, ...timedTests],
          provide: { longRounds: Number(process.env.TEST_ROUNDS ?? 0) },
          // Against hanging only: `npm test` runs these beside a build.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          ...onDatabases,
          name: "db",
          include: [dbTests],
          exclude: [...elsewhere, ...timedTests],
        },
      },
      {
        extends: true,
        test: {
          ...onDatabases,
          name: "timed",
          include: timedTests,
          exclude: elsewhere,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
