import { resolve } from "node:path";
import { freePort } from "@/db/embedded/free-port";
import { openDataFolder } from "./data-folder";
import { Fault } from "./fault";
import { startFront } from "./front";
import { echoMail } from "./mail-echo";
import { choosePort } from "./ports";
import type { Program } from "./program";
import { createProgress } from "./progress";
import { readOrMakeSecrets, type Secrets } from "./secrets";
import { type StackPlan, startStack } from "./stack";

type DemoOptions = { mode: StackPlan["mode"]; defaultDataDir: string; args: string[] };

/** Everything up on this machine until it is told to stop: what `npm run demo` and `npm run dev` share. */
export async function runDemo({ onStop }: Program, { mode, defaultDataDir, args }: DemoOptions): Promise<number> {
  const strange = args.find((arg) => arg !== "--reset" && arg !== "--ingest");
  if (strange !== undefined) {
    const known = "--reset starts from nothing, --ingest gives the webhook receiver a process of its own";
    throw new Fault(`Unknown option ${strange}. There are: ${known}.`);
  }
  const started = performance.now();
  const folder = await openDataFolder(resolve(process.env.DATA_DIR || defaultDataDir), {
    reset: args.includes("--reset"),
  });
  onStop(folder.release);
  const port = await choosePort("PORT", 3000);
  const sandboxPort = await choosePort("SANDBOX_PORT", 4010);
  if (port === sandboxPort) throw new Fault(`PORT and SANDBOX_PORT are both ${port}: choose two.`);
  const secrets = readOrMakeSecrets(folder.path);

  // With a receiver of its own, a front like the reverse proxy of production stands at the app's address.
  const ingestPort = args.includes("--ingest") ? await choosePort("INGEST_PORT", 0) : undefined;
  const appPort = ingestPort === undefined ? port : await freePort();
  const addresses = {
    port: appPort,
    appUrl: `http://localhost:${port}`,
    sandboxPort,
    sandboxUrl: `http://localhost:${sandboxPort}`,
  };
  const stack = startStack({
    ...addresses,
    ...(ingestPort === undefined ? {} : { ingestPort }),
    ...{ mode, secrets, dataDir: folder.path, durable: true, progress: createProgress(), onChild: folder.remember },
    onLine: (name, line) => {
      if (name === "app" || name === "worker") echoMail(line);
      if (mode === "development") console.log(`${name.padEnd(7)} | ${line}`);
    },
  });
  onStop(stack.stop);
  await stack.ready;
  if (ingestPort !== undefined) onStop((await startFront(port, { app: appPort, ingest: ingestPort })).stop);
  console.log(readyBlock(addresses, secrets, (performance.now() - started) / 1000));
  return stack.failed;
}

function readyBlock(addresses: { appUrl: string; sandboxUrl: string }, secrets: Secrets, seconds: number): string {
  const sandbox = !process.env.LIGHTSPEED_API_URL;
  const rows = [
    ["App", addresses.appUrl],
    ["Till", sandbox ? `${addresses.sandboxUrl}/till` : `not started: Lightspeed is ${process.env.LIGHTSPEED_API_URL}`],
    ["Sign in", `demo@upvendo.test / ${secrets.SEED_OWNER_PASSWORD}`],
    ["Lightspeed login", sandbox ? `${secrets.SANDBOX_LOGIN_EMAIL} / ${secrets.SANDBOX_LOGIN_PASSWORD}` : "your own"],
  ];
  const lines = rows.map(([name = "", value = ""]) => `  ${name.padEnd(17)} ${value}`);
  return ["", `Ready in ${seconds.toFixed(1)} s (Ctrl-C stops everything)`, ...lines, ""].join("\n");
}
