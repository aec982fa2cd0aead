import { createDatabase, withTenant } from "@/db/client";
import { storeConsent } from "@/db/queries/connection-tokens";
import { lockConnection } from "@/db/queries/connections";
import { appendLogEntry } from "@/db/queries/integration-log";
import { parseKeyring } from "@/lib/crypto/keyring";
import { seal } from "@/lib/crypto/sealed-box";
import { createTestMerchant } from "@/lib/testing/merchants";
import { startBenchApp } from "./bench-app";
import { compare, type Pair } from "./ratio";
import { scriptBytes } from "./script-bytes";
import { sized } from "./size";

export type PageFigures = {
  /** `/lightspeed?tab=status` with 100 entries against the same shell with an empty body. */
  status: Pair;
  /** Compressed bytes of JavaScript. */
  script: { lightspeed: number; floor: number; above: number };
};

export async function pages(root: string, appUrl: string): Promise<PageFigures> {
  const app = await startBenchApp(root, appUrl);
  const db = createDatabase(appUrl);
  try {
    const merchant = await createTestMerchant(db, { appUrl: app.url, secret: app.secret });
    const { cookie } = await merchant.signIn(merchant.owner);
    await fill(db, merchant.merchant.id);
    const headers = { cookie: `${cookie.name}=${cookie.value}` };
    const read = async (path: string) => {
      const answer = await fetch(app.url + path, { headers, redirect: "manual" });
      const text = await answer.text();
      if (answer.status !== 200) throw new Error(`${path} answered ${answer.status}`);
      return text;
    };
    const html = await read("/lightspeed?tab=status");
    if (!html.includes("Entry 100") || !html.includes("Entry 1 "))
      throw new Error("the measured page does not show the log");
    const status = await compare(
      () => read("/lightspeed?tab=status"),
      () => read("/bench-empty"),
      sized({ blocks: 8, calls: 20 }, { blocks: 1, calls: 2 }),
    );
    const lightspeed = await scriptBytes(app.url, html);
    const floor = await scriptBytes(app.url, await read("/bench-floor"));
    return { status, script: { lightspeed, floor, above: lightspeed - floor } };
  } finally {
    await db.$client.end({ timeout: 2 });
    await app.stop();
  }
}

/** A connected merchant with a full log, each entry with three steps. */
async function fill(db: ReturnType<typeof createDatabase>, merchantId: string): Promise<void> {
  const keyring = parseKeyring(`k1:${Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64")}`);
  await withTenant(db, merchantId, async (tx) => {
    const row = await lockConnection(tx, "sandbox");
    const place = { table: "connections", column: "access_token", merchantId, rowId: row.id };
    const sealed = seal(keyring, place, "bench");
    const business = { id: "581203344", name: "Brasserie Bench" };
    await storeConsent(tx, {
      accessToken: sealed,
      refreshToken: sealed,
      accessLifetime: 36_000,
      refreshLifetime: null,
      refreshInSeconds: 30_000,
      scopes: ["orders-api", "financial-api", "items", "offline_access"],
      environment: "sandbox",
      business,
      businesses: [{ ...business, locations: [{ id: "9007199254740993", name: "Old Town" }] }],
      businessesRead: true,
      problem: null,
      connectedById: merchantId,
      connectedByName: "Bench",
    });
    for (let n = 1; n <= 100; n++) {
      const steps = ["businesses.list", "menus.list", "finance.taxRates"].map((operation) => ({
        operation,
        status: 200,
        durationMs: n,
        correlationId: crypto.randomUUID(),
      }));
      await appendLogEntry(tx, {
        level: n % 7 ? "info" : "warning",
        operation: "Test connection",
        message: `Entry ${n} of the log.`,
        fingerprint: String(n),
        steps,
        at: new Date(),
      });
    }
  });
}
