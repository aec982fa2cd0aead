import { Buffer } from "node:buffer";
import postgres from "postgres";
import { createDatabase, withTenant } from "@/db/client";
import { locations } from "@/db/schema";
import { createTestMerchant } from "@/lib/testing/merchants";
import { startBenchApp } from "./bench-app";
import { compare, type Pair } from "./ratio";
import { sized } from "./size";

const FEW = 1_000;
const MANY = sized(1_000_000, 20_000);
/** Rows a statement: one that stores all of them tells nobody how far it is. */
const BATCH = 50_000;

export type OrderListFigures = {
  stored: number;
  /** The page with a million orders against the same page with a thousand; time of the server. */
  list: Pair;
  /** The same half-way down the list. */
  furtherDown: Pair;
  /** Only what a person must look at: a hundredth of all, and so many of the newest that the page is full either way. */
  attention: Pair;
  /** One channel, a third of all. */
  channel: Pair;
  /** The number of one order. */
  search: Pair;
};

const openingHours = {
  ...{ monday: null, tuesday: null, wednesday: null, thursday: null, friday: null, saturday: null, sunday: null },
};

export async function orders(root: string, appUrl: string, ownerUrl: string): Promise<OrderListFigures> {
  const app = await startBenchApp(root, appUrl);
  const db = createDatabase(appUrl);
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    const few = await reader(FEW);
    const many = await reader(MANY);
    await owner`analyze orders`;
    const pair = (queryOf: (count: number) => string) =>
      compare(
        () => many(queryOf(MANY)),
        () => few(queryOf(FEW)),
        sized({ blocks: 10, calls: 20 }, { blocks: 2, calls: 3 }),
      );
    const halfWay = encodeURIComponent(
      `${new Date(Date.now() - 180 * 86_400_000).toISOString()}_${crypto.randomUUID()}`,
    );
    return {
      stored: MANY,
      list: await pair(() => ""),
      furtherDown: await pair(() => `?after=${halfWay}`),
      attention: await pair(() => "?show=attention"),
      channel: await pair(() => "?channel=kiosk"),
      search: await pair((count) => `?q=UPV-${String(count - 7).padStart(3, "0")}`),
    };
  } finally {
    await Promise.all([db.$client.end({ timeout: 2 }), owner.end({ timeout: 2 })]);
    await app.stop();
  }

  /** Reads the list of a merchant of its own, signed in, with so many orders over a year. */
  async function reader(count: number): Promise<(query: string) => Promise<string>> {
    const merchant = await createTestMerchant(db, { appUrl: app.url, secret: app.secret });
    const { cookie, actor } = await merchant.signIn(merchant.owner);
    const headers = { cookie: `${cookie.name}=${cookie.value}` };
    const [location] = await withTenant(db, actor.merchantId, (tx) =>
      tx
        .insert(locations)
        .values({
          ...{ merchantId: actor.merchantId, name: "Old Town", street: "Grote Markt 1", postalCode: "1000" },
          ...{ city: "Brussels", country: "BE", timeZone: "Europe/Brussels", currency: "EUR", openingHours },
        })
        .returning(),
    );
    const lines = JSON.stringify([
      { sku: "STA-SOEP", name: "Soup of the day", quantity: 1, unitPriceMinor: 750, modifiers: [], subItems: [] },
    ]);
    // Whatever hangs on an order is not looked at, and the keys of a million rows need not be checked one by one.
    await owner`set session_replication_role = replica`;
    for (let from = 1; from <= count; from += BATCH)
      await owner`
      insert into orders (merchant_id, location_id, environment, sequence, number, reference, payment_reference, channel, kind, status, currency,
                          subtotal_minor, discount_minor, service_charge_minor, tip_minor, total_minor, lines, table_number, customer, payment_mode,
                          paid_at, submitted_at, on_pos_at, settled_at, completed_at, failure_code, failure_step, created_at, updated_at)
      select ${actor.merchantId}::uuid, ${location?.id ?? ""}::uuid, 'sandbox', n, 'UPV-' || lpad(n::text, greatest(3, length(n::text)), '0'),
             'b-' || left(${actor.merchantId}::text, 8) || '-' || n, 'p-' || left(${actor.merchantId}::text, 8) || '-' || n,
             (array['kiosk', 'online', 'table_qr'])[1 + n % 3], 'local', case when failed then 'failed' else 'completed' end, 'EUR',
             750, 0, 0, n % 300, 750 + n % 300, ${lines}::text::jsonb, (1 + n % 40)::text, '{"firstName":"Ada"}', 'separate',
             at, at, at, at, case when failed then null else at end, case when failed then 'out_of_stock' end,
             case when failed then 'order' end, at, at
        from (select n, n % 100 = 7 or (n > ${count - FEW}::int and n % 10 = 7) as failed, now() - (${count}::int - n) * interval '365 days' / ${count}::float8 as at
                from generate_series(${from}::int, least(${count}::int, ${from + BATCH - 1}::int)) n) made`;
    await owner`set session_replication_role = origin`;
    return async (query) => {
      const answer = await fetch(`${app.url}/orders${query}`, { headers, redirect: "manual" });
      const text = Buffer.from(await answer.arrayBuffer()).toString();
      if (answer.status !== 200 || !text.includes("UPV-"))
        throw new Error(`the list answered ${answer.status}: ${query}`);
      return text;
    };
  }
}
