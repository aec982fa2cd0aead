import postgres from "postgres";
import { createDatabase } from "@/db/client";
import { createTestMerchant } from "@/lib/testing/merchants";
import { startBenchApp } from "./bench-app";
import { compare, type Pair } from "./ratio";

const FEW = 1_000;
const MANY = 1_000_000;

export type DeliveryFigures = {
  /** The page with a million deliveries against the same page with a thousand; time of the server. */
  list: Pair;
  /** The same fifty pages further down. */
  furtherDown: Pair;
  /** The same for those that failed for good, a twentieth of all. */
  failed: Pair;
};

export async function deliveries(root: string, appUrl: string, ownerUrl: string): Promise<DeliveryFigures> {
  const app = await startBenchApp(root, appUrl);
  const db = createDatabase(appUrl);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const [few, many] = await Promise.all([reader(FEW), reader(MANY)]);
    await owner`analyze webhook_events`;
    const limits = { blocks: 10, calls: 20 };
    const pair = (query: string) =>
      compare(
        () => many(query),
        () => few(query),
        limits,
      );
    const cursor = Buffer.from(
      `${new Date(Date.now() - 15 * 86_400_000).toISOString().replace("Z", "000Z")} ${crypto.randomUUID()}`,
    );
    return {
      list: await pair(""),
      furtherDown: await pair(`?older=${cursor.toString("base64url")}`),
      failed: await pair("?status=dead"),
    };
  } finally {
    await Promise.all([db.$client.end({ timeout: 2 }), owner.end({ timeout: 2 })]);
    await app.stop();
  }

  /** Reads the list of a merchant of its own, signed in, with so many deliveries over 30 days. */
  async function reader(count: number): Promise<(query: string) => Promise<string>> {
    const merchant = await createTestMerchant(db, { appUrl: app.url, secret: app.secret });
    const { cookie } = await merchant.signIn(merchant.owner);
    const headers = { cookie: `${cookie.name}=${cookie.value}` };
    await owner`
      insert into webhook_events (id, received_at, merchant_id, environment, verified, type, vendor_status, reference, body, status, due_at, correlation_id, attempts)
      select gen_random_uuid(), now() - n * interval '30 days' / ${count}::float8, ${merchant.merchant.id}::uuid, 'sandbox', true, 'ORDER', 'SUCCESS',
             'UPV-' || n, '{"type":"ORDER","status":"SUCCESS"}', case when n % 20 = 1 then 'dead' else 'processed' end, null, gen_random_uuid(), 1
        from generate_series(1, ${count}::int) n`;
    return async (query) => {
      const answer = await fetch(`${app.url}/lightspeed/webhooks/deliveries${query}`, { headers, redirect: "manual" });
      const text = await answer.text();
      if (answer.status !== 200 || !text.includes("UPV-")) throw new Error(`the list answered ${answer.status}`);
      return text;
    };
  }
}
