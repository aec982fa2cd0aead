import { chmodSync, cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "@/db/embedded/free-port";
import { startChild } from "./lib/child";
import { findChromium } from "./lib/chromium";
import { appEnvironment, sandboxEnvironment, seedEnvironment } from "./lib/environment";
import { INTERRUPTED, runProgram } from "./lib/program";
import { createProgress } from "./lib/progress";
import { makeSecrets } from "./lib/secrets";
import { startStack } from "./lib/stack";
import { tools } from "./lib/tools";

const wanted = process.argv.slice(2);

/** Where the logs of a failed run are kept. */
const KEPT_LOGS = resolve(".data/test-e2e-logs");

// What a developer has set for real services must not reach a test; an empty value also hides one in an env file.
for (const name of Object.keys(process.env))
  if (/^(DATABASE|LIGHTSPEED|SMTP|MAIL|STRIPE|VIVA|SEED|SANDBOX|AUTH|TOKEN)_/.test(name)) delete process.env[name];
process.env.SMTP_URL = "";

await runProgram(async ({ onStop }) => {
  const chromium = await findChromium();
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-e2e-"));
  chmodSync(dataDir, 0o755);
  const logDir = join(dataDir, "logs");
  let passed = false;
  onStop(() => {
    rmSync(KEPT_LOGS, { recursive: true, force: true });
    if (!passed) cpSync(logDir, KEPT_LOGS, { recursive: true });
    rmSync(dataDir, { recursive: true, force: true });
  });

  const secrets = makeSecrets();
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const addresses = {
    port,
    appUrl: `http://localhost:${port}`,
    sandboxPort,
    sandboxUrl: `http://localhost:${sandboxPort}`,
  };
  const stack = startStack({
    ...addresses,
    mode: "production",
    dataDir,
    durable: false,
    secrets,
    progress: createProgress(),
  });
  onStop(stack.stop);
  const database = await stack.ready;

  const addressesForTests = {
    E2E_APP_URL: addresses.appUrl,
    E2E_SANDBOX_URL: addresses.sandboxUrl,
    E2E_DATABASE_URL: database.appUrl,
    E2E_OWNER_DATABASE_URL: database.ownerUrl,
    E2E_LOG_DIR: logDir,
  };
  const secretsFile = join(dataDir, "secrets.json");
  const everything = {
    ...sandboxEnvironment(secrets, addresses, dataDir),
    ...seedEnvironment(secrets, database.appUrl),
    ...appEnvironment(secrets, addresses, database.appUrl),
    ...addressesForTests,
  };
  writeFileSync(secretsFile, JSON.stringify(everything, null, 2), { mode: 0o600 });

  const browserTests = startChild({
    name: "playwright",
    // Named files are all that is run: not the whole project as well that the timed tests come after.
    args: [tools.playwright, "test", ...(wanted.length > 0 ? ["--no-deps", ...wanted] : [])],
    env: {
      ...addressesForTests,
      E2E_SECRETS_FILE: secretsFile,
      E2E_CHROMIUM_PATH: chromium.executablePath,
      E2E_CHROMIUM_ENV: JSON.stringify(chromium.env),
    },
    logFile: join(dataDir, "playwright.log"),
    onLine: (line) => console.log(line),
  });
  onStop(browserTests.stop);
  const outcome = await Promise.race([browserTests.exited, stack.failed]);
  passed = outcome === 0;
  if (!passed) console.log(`The logs of app, worker and sandbox are in ${KEPT_LOGS}`);
  return passed ? 0 : 1;
}, INTERRUPTED);
