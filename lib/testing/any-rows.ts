import { randomUUID } from "node:crypto";
import type postgres from "postgres";

type Column = { table: string; column: string; type: string; refers: string | null };

/** What a column must hold where its type alone does not say it: words that a check constraint knows. */
const words: Record<string, unknown> = {
  "location_outages.cause": "till_not_ready",
  environment: "sandbox",
  status: "not_connected",
  role: "viewer",
  level: "info",
  severity: "warning",
  provider: "stripe",
  // Any other payment needs a profile.
  "payments.provider": "test",
  source: "poll",
  "orders.status": "completed",
  "sales_loads.state": "running",
  "kitchen_slips.kind": "cancelled",
  "reconciliations.state": "even",
  "orders.total_minor": 2,
  "ledger_entries.account": "guest",
  "ledger_entries.amount_minor": 0,
};

const makers: Record<string, () => unknown> = {
  uuid: randomUUID,
  text: () => `text-${randomUUID()}`,
  int4: () => 1,
  int8: () => 1,
  bool: () => true,
  jsonb: () => [],
  json: () => [],
  date: () => "2026-01-01",
  timestamptz: () => new Date(),
  bytea: () => Buffer.from([1]),
  _text: () => [],
};

/** One row in each of these tables for a new merchant, made from the catalogue: so a new table is covered without a word about it. */
export async function insertRowsForMerchant(owner: postgres.Sql, tables: readonly string[]): Promise<string> {
  const merchantId = randomUUID();
  const columns = await readColumns(owner);
  const ids = new Map<string, string>([["merchants", merchantId]]);
  await owner`insert into merchants (id, name) values (${merchantId}, 'Any')`;
  const waiting = new Set(tables.filter((table) => table !== "merchants"));
  while (waiting.size > 0) {
    const ready = [...waiting].find((table) =>
      columns.every((column) => column.table !== table || !column.refers || ids.has(column.refers)),
    );
    if (!ready) throw new Error(`these tables wait for each other: ${[...waiting].join(", ")}`);
    const id = randomUUID();
    const own = columns.filter(({ table }) => table === ready);
    const row = Object.fromEntries(own.map((column) => [column.column, madeUp(owner, column, ids, id)]));
    await owner`insert into ${owner(ready)} ${owner(row)}`;
    ids.set(ready, id);
    waiting.delete(ready);
  }
  return merchantId;
}

function madeUp(owner: postgres.Sql, { table, column, type, refers }: Column, ids: Map<string, string>, id: string) {
  if (refers) return ids.get(refers);
  if (column === "id" && type === "uuid") return id;
  const word = words[`${table}.${column}`] ?? words[column];
  if (word !== undefined) return word;
  const value = makers[type]?.();
  if (value === undefined) throw new Error(`no value for ${table}.${column} of type ${type}`);
  return type === "jsonb" || type === "json" ? owner.json([]) : value;
}

/** Columns that a row cannot do without, and where they point. */
async function readColumns(owner: postgres.Sql): Promise<Column[]> {
  return [
    ...(await owner<Column[]>`
      select c.relname as "table", a.attname as "column", t.typname as type,
             (select f.confrelid::regclass::text from pg_constraint f
               where f.conrelid = c.oid and f.contype = 'f' and f.conkey = array[a.attnum]) as refers
        from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
             join pg_type t on t.oid = a.atttypid
       where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
         and a.attidentity = '' and (a.attname in ('id', 'merchant_id') or a.attnotnull and not a.atthasdef)`),
  ];
}
