import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildStamp, forgetBuild, isBuilt, markBuilt } from "./build";
import { type Children, createChildren } from "./children";
import { migrateDatabase, openDatabase, type RunningDatabase } from "./database";
import {
  type Addresses,
  appEnvironment,
  lightspeedEnvironment,
  sandboxEnvironment,
  seedEnvironment,
} from "./environment";
import { Fault } from "./fault";
import type { Progress } from "./progress";
import type { Secrets } from "./secrets";
import { tools, typescript } from "./tools";

export type StackPlan = Addresses & {
  /** "development" reloads on every change, "production" builds first. */
  mode: "production" | "development";
  /** A process of its own for the webhook receiver. */
  ingestPort?: number;
  dataDir: string;
  durable: boolean;
  secrets: Secrets;
  progress: Progress;
  onChild?: (name: string, pid: number) => void;
  onLine?: (name: string, line: string) => void;
};

export type Stack = {
  /** Everything answers. Rejects with the first fault. */
  ready: Promise<RunningDatabase>;
  /** Rejects when a part ends that should run on. */
  failed: Promise<never>;
  /** Safe at any moment, also while it is starting. */
  stop: () => Promise<void>;
};

const BUILD_LIMIT_MS = 600_000;
const START_LIMIT_MS = 120_000;

/** Database, migrations, seed, build, sandbox, worker and app: started side by side where nothing has to wait. */
export function startStack(plan: StackPlan): Stack {
  // Asked here already, so that what is missing is told before anything has started.
  lightspeedEnvironment(plan.secrets, plan.sandboxUrl);
  const children = createChildren(join(plan.dataDir, "logs"), plan);
  const opening = plan.progress("Database started", () => openDatabase(plan.dataDir, plan.durable));
  const boot = async () => {
    // First: nobody should wait for a build to hear that there is no database.
    const database = await opening;
    void database.died.then(children.fail);
    await Promise.all([
      fillDatabase(plan, children, database),
      ensureBuilt(plan, children),
      startSandbox(plan, children),
    ]);
    await Promise.all([
      startWorker(plan, children, database),
      startIngest(plan, children, database),
      startApp(plan, children, database),
    ]);
    return database;
  };
  const ready = Promise.race([boot(), children.failed]);
  ready.catch(() => {});

  return {
    ready,
    failed: children.failed,
    stop: async () => {
      await children.stop();
      // Last: the others still talk to it while they end. One that never started has nothing to stop.
      await opening.then(
        (database) => database.stop(),
        () => {},
      );
    },
  };
}

async function fillDatabase(plan: StackPlan, children: Children, database: RunningDatabase): Promise<void> {
  await plan.progress("Tables up to date", () => migrateDatabase(database));
  const env = { NODE_ENV: plan.mode, ...seedEnvironment(plan.secrets, database.appUrl) };
  await plan.progress("Demo merchants there", () =>
    children.finish("seed", [...typescript, "scripts/seed.ts"], env, START_LIMIT_MS),
  );
}

async function ensureBuilt(plan: StackPlan, children: Children): Promise<void> {
  if (plan.mode === "production") await ensureBuild(children, plan.progress);
}

/** A production build of the sources as they are; nothing to do when there is one. */
export async function ensureBuild(children: Children, progress: Progress): Promise<void> {
  const stamp = buildStamp();
  if (isBuilt(stamp)) return;
  await progress("App built for production", async () => {
    forgetBuild();
    await children.finish(
      "build",
      [tools.next, "build"],
      { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", TYPES_CHECKED_ELSEWHERE: "1" },
      BUILD_LIMIT_MS,
    );
    markBuilt(stamp);
  });
}

async function startSandbox(plan: StackPlan, children: Children): Promise<void> {
  if (process.env.LIGHTSPEED_API_URL) return;
  const env = { NODE_ENV: plan.mode, ...sandboxEnvironment(plan.secrets, plan, plan.dataDir) };
  await plan.progress("Lightspeed sandbox listening", () =>
    children.keep("sandbox", program(plan, "sandbox/server.ts"), env).says("sandbox listening", START_LIMIT_MS),
  );
}

async function startWorker(plan: StackPlan, children: Children, database: RunningDatabase): Promise<void> {
  const env = { NODE_ENV: plan.mode, ...appEnvironment(plan.secrets, plan, database.appUrl) };
  await plan.progress("Worker ready", () =>
    children.keep("worker", program(plan, "lib/jobs/worker.ts"), env).says("worker ready", START_LIMIT_MS),
  );
}

async function startIngest(plan: StackPlan, children: Children, database: RunningDatabase): Promise<void> {
  if (plan.ingestPort === undefined) return;
  const env = { ...appEnvironment(plan.secrets, plan, database.appUrl), INGEST_PORT: String(plan.ingestPort) };
  await plan.progress("Webhook receiver ready", () =>
    children
      .keep("ingest", program(plan, "lib/ingest.ts"), { NODE_ENV: plan.mode, ...env })
      .says("ingest ready", START_LIMIT_MS),
  );
}

async function startApp(plan: StackPlan, children: Children, database: RunningDatabase): Promise<void> {
  const env = { NODE_ENV: plan.mode, ...appEnvironment(plan.secrets, plan, database.appUrl) };
  const command = plan.mode === "development" ? "dev" : "start";
  await plan.progress("App answers", async () => {
    children.keep("app", [tools.next, command, "-H", "127.0.0.1", "-p", String(plan.port)], env);
    await untilHealthy(plan.port);
  });
}

/** A TypeScript program of ours, reloading in development. */
function program({ mode }: StackPlan, file: string): string[] {
  return mode === "development" ? [tools.tsxWatch, "watch", "--clear-screen=false", file] : [...typescript, file];
}

async function untilHealthy(port: number): Promise<void> {
  let last = "no answer";
  for (const start = Date.now(); Date.now() - start < START_LIMIT_MS; await delay(100)) {
    try {
      const url = `http://127.0.0.1:${port}/api/health/ready`;
      const answer = await fetch(url, { signal: AbortSignal.timeout(START_LIMIT_MS / 4) });
      if (answer.ok) return;
      last = `status ${answer.status}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  throw new Fault(`The app was not ready within ${START_LIMIT_MS / 1000} seconds (${last}).`);
}
