import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort } from "../db/embedded/free-port";
import { buildStamp, forgetBuild, isBuilt, markBuilt } from "../scripts/lib/build";

const next = "node_modules/next/dist/bin/next";
const BUILD_LIMIT_MS = 900_000;
const copied = [
  "app",
  "components",
  "lib",
  "db",
  "public",
  "proxy.ts",
  "instrumentation.ts",
  "postcss.config.mjs",
  "tailwind.config.ts",
  "tsconfig.json",
  "tsconfig.build.json",
  "package.json",
];

const emptyPage = `import { requireMerchant } from "@/lib/auth/session";
export default async function EmptyPage() {
  await requireMerchant();
  return null;
}
`;
/** A guest's page with nothing on it: who visits, where, and the frame around. */
const emptyGuestPage = `import { GuestShell } from "@/components/guest/guest-shell";
import { requireVisit } from "../visit";
export default async function EmptyGuestPage({ params }: { params: Promise<{ location: string }> }) {
  const { location } = await params;
  const { place } = await requireVisit(location);
  return <GuestShell place={place} home={"/o/" + location}>{null}</GuestShell>;
}
`;
const floorPage = `import { Providers } from "@/app/providers";
import { Floor } from "./floor";
export const dynamic = "force-dynamic";
export default function FloorPage() {
  return <Providers><Floor /></Providers>;
}
`;
/** Without anything of ours: what the framework itself asks of a guest's phone. */
const barePage = `export const dynamic = "force-dynamic";
export default function BarePage() {
  return <p>Nothing</p>;
}
`;
const floor = `"use client";
import { useQuery } from "@tanstack/react-query";
export function Floor() {
  const { data } = useQuery({ queryKey: ["floor"], queryFn: async () => 1, initialData: 0 });
  return <p>{data}</p>;
}
`;

/** A route that does what the receiver's does at the least: the same check and one INSERT. */
const bareRoute = `import { createHash, timingSafeEqual } from "node:crypto";
import postgres from "postgres";
const digest = (text: string) => createHash("sha256").update(text).digest();
const holder = globalThis as typeof globalThis & { benchSql?: postgres.Sql };
const sql = () => (holder.benchSql ??= postgres(process.env.DATABASE_URL ?? "", { max: 16 }));
const { LIGHTSPEED_WEBHOOK_USER: user, LIGHTSPEED_WEBHOOK_PASSWORD: password } = process.env;
const expected = digest("Basic " + Buffer.from(user + ":" + password).toString("base64"));
export const dynamic = "force-dynamic";
export async function POST(request: Request) {
  if (!timingSafeEqual(digest(request.headers.get("authorization") ?? ""), expected)) return new Response(null, { status: 401 });
  const body = await request.text();
  JSON.parse(body);
  await sql()\`insert into bench_inbox (body) values (\${body}::text::jsonb)\`;
  return new Response(null, { status: 200 });
}
`;

/** Milliseconds of processor time that the web process has used so far. */
const processorRoute = `export const dynamic = "force-dynamic";
export function GET() {
  const { user, system } = process.cpuUsage();
  return new Response(String((user + system) / 1000));
}
`;

export type BenchApp = { url: string; secret: string; stop: () => Promise<void> };

/** The app as it is, built for production from a copy with four more pages (an empty one in the back office and one among the guests', one with TanStack Query, one with nothing), the bare receiver and what the process has used. */
export async function startBenchApp(
  root: string,
  databaseUrl: string,
  { env = {} }: { env?: Record<string, string> } = {},
): Promise<BenchApp> {
  const folder = join(root, ".cache/bench-app");
  copySources(root, folder);
  const stamp = buildStamp(folder);
  if (!isBuilt(stamp, folder)) {
    forgetBuild(folder);
    await build(root, folder);
    markBuilt(stamp, folder);
  }

  const port = await freePort();
  const url = `http://localhost:${port}`;
  const secret = randomBytes(32).toString("base64url");
  const nowhere = "http://localhost:9";
  const server = spawn(process.execPath, [join(root, next), "start", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      NEXT_TELEMETRY_DISABLED: "1",
      APP_URL: url,
      DATABASE_URL: databaseUrl,
      AUTH_SECRET: secret,
      TOKEN_ENCRYPTION_KEYS: `k1:${randomBytes(32).toString("base64")}`,
      LIGHTSPEED_ENVIRONMENT: "sandbox",
      LIGHTSPEED_AUTHORIZATION_URL: nowhere,
      LIGHTSPEED_TOKEN_URL: nowhere,
      LIGHTSPEED_REVOCATION_URL: nowhere,
      LIGHTSPEED_API_URL: nowhere,
      LIGHTSPEED_CLIENT_ID: "bench",
      LIGHTSPEED_CLIENT_SECRET: randomBytes(24).toString("base64url"),
      ...env,
    },
  });
  await untilReady(url);
  return {
    url,
    secret,
    stop: async () => {
      const ended = once(server, "exit");
      server.kill("SIGTERM");
      await ended;
    },
  };
}

/** A build from an earlier run is kept, and used again where nothing has changed. */
function copySources(root: string, folder: string): void {
  for (const name of copied) {
    rmSync(join(folder, name), { recursive: true, force: true });
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, path, ".."), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write("app/(back-office)/bench-empty/page.tsx", emptyPage);
  write("app/o/[location]/bench-empty/page.tsx", emptyGuestPage);
  write("app/bench-floor/page.tsx", floorPage);
  write("app/bench-floor/floor.tsx", floor);
  write("app/bench-bare/page.tsx", barePage);
  write("app/api/bench-ingest/route.ts", bareRoute);
  write("app/api/bench-processor/route.ts", processorRoute);
  // The same app; types are not what is measured here.
  const config = readFileSync(join(root, "next.config.mjs"), "utf8");
  write(
    "next.config.mjs",
    config.replace("export default", "config.typescript.ignoreBuildErrors = true;\nexport default"),
  );
}

async function build(root: string, folder: string): Promise<void> {
  const child = spawn(process.execPath, [join(root, next), "build"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
  const limit = setTimeout(() => child.kill("SIGKILL"), BUILD_LIMIT_MS);
  const [code] = await once(child, "exit");
  clearTimeout(limit);
  if (code !== 0) throw new Error(`the build of the measured app failed (${code})`);
}

async function untilReady(url: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    const answer = await fetch(`${url}/api/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the measured app did not come up");
}
