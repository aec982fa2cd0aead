import postgres from "postgres";
import { stack } from "./stack";

/** Looks behind all policies, as the role that owns the tables. */
export async function asOwner<T>(work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stack.ownerUrl, { max: 2, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 2 });
  }
}

/** What Lightspeed said, as the worker and every look at a page keep it, and what the worker makes of it by the clock. */
const kept = ["snapshots", "pos_readiness", "availability_reads", "sales_days", "sales_loads", "reconciliations"];

/**
 * Changed without anybody's doing: when a session was last used, the verifier of a finished flow, which the worker sweeps away, and when
 * it last compared an endpoint and its places with Lightspeed.
 */
const byItself = ["last_seen_at", "code_verifier", "last_read_at", "checked_at"];

/**
 * All rows of these merchants in all tables, as one fingerprint per table: equal before and after means nothing was changed.
 * Tables come from the catalogue, so a new one is covered without a word about it.
 */
export function fingerprint(
  merchantIds: readonly string[],
  without: readonly string[] = [],
): Promise<Record<string, string>> {
  return asOwner(async (sql) => {
    const tables = await sql<{ name: string; key: string }[]>`
      select c.relname as name, case when c.relname = 'merchants' then 'id' else 'merchant_id' end as key
        from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and (c.relname = 'merchants' or exists (
           select from pg_attribute a where a.attrelid = c.oid and a.attname = 'merchant_id' and not a.attisdropped))
       order by c.relname`;
    const prints: Record<string, string> = {};
    for (const { name, key } of tables.filter((table) => ![...kept, ...without].includes(table.name))) {
      const [row] = await sql`
        select count(*)::int as n, md5(coalesce(string_agg(r, ' ' order by r), '')) as hash
          from (select (to_jsonb(t) - ${byItself as string[]}::text[])::text as r from ${sql(name)} t
                 where ${sql(key)} = any(${merchantIds as string[]}::uuid[])) rows`;
      prints[name] = `${row?.n} rows, ${row?.hash}`;
    }
    return prints;
  });
}
