import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import postgres from "postgres";
import { grantAppRole, startEmbeddedPostgres } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { coldPage } from "./cold-page";
import { deliveries } from "./deliveries";
import { demoStart } from "./demo-start";
import { everyPage } from "./every-page";
import { ingest, ingestRoute } from "./ingest";
import { interactive } from "./interactive";
import { kSeriesClient } from "./k-series-client";
import { menu } from "./menu";
import { menuPage } from "./menu-page";
import { orderLatency } from "./order-latency";
import { orders } from "./orders";
import { pages } from "./pages";
import { pickup } from "./pickup";
import { preFlightTime } from "./pre-flight";
import { refreshHerd } from "./refresh-herd";
import { reports } from "./reports";
import { isQuick } from "./size";
import { tokenHotPath } from "./token-hot-path";

const root = resolve(import.meta.dirname, "..");
const file = join(root, "docs/performance.json");

/**
 * Each part by its name: `npm run bench -- pages` measures one and keeps the others' figures as they were. `everyPage:/setup,/help`
 * measures these pages alone, which are shown and not kept.
 */
const parts = {
  tokenHotPath: ({ appUrl }: Urls) => tokenHotPath(appUrl),
  refreshHerd: ({ appUrl, ownerUrl }: Urls) => refreshHerd(appUrl, ownerUrl),
  pages: ({ appUrl }: Urls) => pages(root, appUrl),
  everyPage: (urls: Urls, only?: string[]) => everyPage(root, urls, only),
  deliveries: ({ appUrl, ownerUrl }: Urls) => deliveries(root, appUrl, ownerUrl),
  demoStart: () => demoStart(root),
  kSeriesClient: () => kSeriesClient(),
  menu: ({ appUrl }: Urls) => menu(appUrl),
  menuPage: (urls: Urls) => menuPage(root, urls),
  interactive: (urls: Urls) => interactive(root, urls),
  coldPage: (urls: Urls) => coldPage(root, urls),
  reports: ({ appUrl }: Urls) => reports(appUrl),
  ingest: (urls: Urls) => ingest(root, urls),
  ingestRoute: (urls: Urls) => ingestRoute(root, urls),
  preFlight: (urls: Urls) => preFlightTime(urls),
  pickup: ({ appUrl, ownerUrl }: Urls) => pickup(appUrl, ownerUrl),
  orders: ({ appUrl, ownerUrl }: Urls) => orders(root, appUrl, ownerUrl),
  orderLatency: (urls: Urls) => orderLatency(root, urls),
};
type Urls = { appUrl: string; ownerUrl: string };
type Part = keyof typeof parts;

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const asked = (words.length > 0 ? words : Object.keys(parts)).map((word) => {
    const [name = "", pages] = word.split(":");
    return { name: name as Part, only: pages?.split(",") };
  });
  const unknown = asked.filter(({ name, only }) => !Object.hasOwn(parts, name) || (only && name !== "everyPage"));
  if (unknown.length > 0)
    throw new Error(
      `unknown part ${unknown.map(({ name }) => name).join(", ")}; there are ${Object.keys(parts).join(", ")}`,
    );
  const dataDir = mkdtempSync(join(tmpdir(), "upvendo-bench-"));
  const server = await startEmbeddedPostgres({ dataDir, durable: true });
  const results: Record<string, unknown> = { ...earlier(), machine: `${cpus().length} cores, Node ${process.version}` };
  try {
    await migrate(server.ownerUrl);
    await grantAppRole(server.ownerUrl);
    for (const { name, only } of asked) {
      await forgetConnections(server.ownerUrl);
      const figures = await parts[name](server, only);
      console.log(name, figures);
      if (!only) results[name] = figures;
    }
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  if (isQuick) return;
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** Each part has a pretend Lightspeed of its own, with the same businesses: the last part's merchants must not hold them any more. */
async function forgetConnections(ownerUrl: string): Promise<void> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  await owner`delete from connections`;
  await owner.end({ timeout: 1 });
}

function earlier(): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

await main();
