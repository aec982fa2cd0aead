import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { appendFileSync, chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { type EmbeddedPostgres, grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { freePort } from "@/db/embedded/free-port";
import { migrate } from "@/db/migrate";
import { type SandboxProcess, startSandboxProcess } from "@/lib/testing/sandbox-process";

const root = fileURLToPath(new URL("../..", import.meta.url));

export type Part = "worker" | "web" | "ingest" | "database";

export type ChaosStack = {
  sandbox: SandboxProcess;
  ownerUrl: string;
  env: Record<string, string> & { NODE_ENV: "test" };
  channelUrl: string;
  /** Once the channel answers. */
  ready: () => Promise<void>;
  /** Ends one of this part at once, without a word, and starts another in its place. */
  kill: (part: Part, which: number) => Promise<void>;
  /** Stops a worker in whatever it does and lets it go on so much later, when others have its work. */
  freeze: (which: number, ms: number) => Promise<void>;
  stop: () => Promise<void>;
};

type Program = { part: Exclude<Part, "database">; args: string[]; folder?: string };

type Plan = {
  workers: number;
  planted: string;
  /** Where another version of this project lies, whose worker every second one is. */
  beside?: string;
};

/** Database, sandbox, receiver, channel and workers, each a process of its own. */
export async function startChaosStack({ workers, planted, beside }: Plan): Promise<ChaosStack> {
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-chaos-"));
  chmodSync(dataDir, 0o755);
  const logFile = join(dataDir, "processes.log");
  const [databasePort, ingestPort, channelPort] = [await freePort(), await freePort(), await freePort()];
  let database: EmbeddedPostgres = await startEmbeddedPostgres({ dataDir, port: databasePort });
  await migrate(database.ownerUrl);
  await grantAppRole(database.ownerUrl);
  const sandbox = await startSandboxProcess();
  const env = environment(sandbox, { database, ingestPort, channelPort, planted });
  const programs: Program[] = [
    ...Array.from(
      { length: workers },
      (_, n): Program => ({
        ...{ part: "worker", args: ["scripts/chaos/worker.ts"] },
        ...(beside !== undefined && n % 2 === 1 ? { folder: beside } : {}),
      }),
    ),
    { part: "web", args: ["scripts/chaos/channel.ts"] },
    { part: "ingest", args: ["lib/ingest.ts"] },
  ];
  const channelUrl = `http://127.0.0.1:${channelPort}`;
  const children: ChildProcess[] = [];
  let stopping = false;
  const start = (index: number) => {
    const program = programs[index];
    if (!program || stopping) return;
    const child = spawn(process.execPath, ["--import", "tsx", ...program.args], {
      cwd: program.folder ?? root,
      env: { ...env, PATH: process.env.PATH ?? "" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const keep = (chunk: Buffer) => appendFileSync(logFile, chunk);
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    // One that ends by itself is started again too, as a supervisor would.
    child.once("exit", () => stopping || start(index));
    children[index] = child;
  };
  for (const index of programs.keys()) start(index);
  return {
    ...{ sandbox, env, channelUrl },
    ownerUrl: database.ownerUrl,
    ready: async () => {
      const answers = () => fetch(channelUrl).then(({ ok }) => ok);
      while (!(await answers().catch(() => false))) await delay(100);
    },
    kill: async (part, which) => {
      if (part === "database") {
        process.kill(database.pid, "SIGQUIT");
        await database.died;
        await database.stop().catch(() => undefined);
        database = await startEmbeddedPostgres({ dataDir, port: databasePort });
        return;
      }
      const found = programs.flatMap((program, index) => (program.part === part ? [index] : []));
      children[found[which % found.length] ?? 0]?.kill("SIGKILL");
    },
    freeze: async (which, ms) => {
      const child = children[which % workers];
      child?.kill("SIGSTOP");
      await delay(ms);
      child?.kill("SIGCONT");
    },
    stop: async () => {
      stopping = true;
      for (const child of children) child.kill("SIGKILL");
      await delay(200);
      await sandbox.stop();
      await database.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type Places = { database: EmbeddedPostgres; ingestPort: number; channelPort: number; planted: string };

function environment(sandbox: SandboxProcess, { database, ingestPort, channelPort, planted }: Places) {
  const realm = `${sandbox.url}/realms/k-series/protocol/openid-connect`;
  const secret = () => randomBytes(32).toString("base64");
  return {
    NODE_ENV: "test" as const,
    ...{ HOST: "127.0.0.1", INGEST_PORT: String(ingestPort), CHAOS_PORT: String(channelPort) },
    ...{ APP_URL: `http://127.0.0.1:${ingestPort}`, DATABASE_URL: database.appUrl, AUTH_SECRET: secret() },
    ...{ TOKEN_ENCRYPTION_KEYS: `k1:${secret()}`, LIGHTSPEED_ENVIRONMENT: "sandbox" },
    ...{ LIGHTSPEED_AUTHORIZATION_URL: `${realm}/auth`, LIGHTSPEED_TOKEN_URL: `${realm}/token` },
    ...{ LIGHTSPEED_REVOCATION_URL: `${realm}/revoke`, LIGHTSPEED_API_URL: sandbox.url },
    ...{ LIGHTSPEED_CLIENT_ID: sandbox.clientId, LIGHTSPEED_CLIENT_SECRET: sandbox.clientSecret },
    ...{ LIGHTSPEED_REDIRECT_URI: sandbox.redirectUri },
    ...{ STRIPE_API_URL: sandbox.url, VIVA_API_URL: sandbox.url, VIVA_ACCOUNTS_URL: sandbox.url },
    ...{ LIGHTSPEED_WEBHOOK_USER: "lightspeed", LIGHTSPEED_WEBHOOK_PASSWORD: secret() },
    ...{ ORDER_ASK_AFTER_MS: "6000", CHAOS_PLANT: planted },
  };
}
