import { type SQL, sql } from "drizzle-orm";
import type { TenantTransaction } from "../client";
import type { Order } from "../schema";

/** Where words about an order may stand, with what tells the rows apart. */
type Place = { table: string; keys: readonly string[]; texts: readonly string[]; where: SQL };

type Values = Record<string, unknown>;
export type Trace = { place: Place; key: Values; texts: Values };

/** Rows that are about this order and no other. */
export function placesOfOrder({ id, number }: Pick<Order, "id" | "number">): Place[] {
  const of = sql`order_id = ${id}::uuid`;
  const numbered = sql.join(
    ["title", "body", "remedy", "proof"].map(
      (column) => sql`strpos(coalesce(${sql.identifier(column)}, ''), ${number}) > 0`,
    ),
    sql` or `,
  );
  return [
    {
      table: "orders",
      keys: ["id"],
      texts: ["failure_detail", "flag_detail", "payment_url"],
      where: sql`id = ${id}::uuid`,
    },
    { table: "payments", keys: ["id"], texts: ["description", "return_url", "problem"], where: of },
    {
      ...{ table: "payment_events", keys: ["id"], texts: ["what"] },
      where: sql`payment_id in (select p.id from payments p where p.order_id = ${id}::uuid)`,
    },
    { table: "refunds", keys: ["id"], texts: ["reason", "problem"], where: of },
    { table: "idempotency_keys", keys: ["api_key_id", "key"], texts: ["answer"], where: of },
    { table: "kitchen_slips", keys: ["order_id", "kind"], texts: ["message", "reason"], where: of },
    {
      ...{ table: "issues", keys: ["id"], texts: ["title", "body", "remedy", "proof"] },
      where: sql`(key = ${id} or ${numbered})`,
    },
  ];
}

/** Rows about more than this order, where only what can be nobody else's may be taken out. */
export function placesAround({ createdAt }: Pick<Order, "createdAt">): Place[] {
  const since = sql`last_at >= ${createdAt.toISOString()}::timestamptz`;
  return [
    { table: "integration_log", keys: ["slot"], texts: ["message", "steps"], where: since },
    { table: "snapshots", keys: ["kind", "key"], texts: ["data"], where: sql`kind = 'open-checks'` },
  ];
}

export async function listTraces(tx: TenantTransaction, place: Place): Promise<Trace[]> {
  const rows = await tx.execute<{ key: Values; texts: Values }>(sql`
    select ${jsonOf(place.keys)} as key, ${jsonOf(place.texts)} as texts from ${sql.identifier(place.table)}
     where merchant_id = ${tx.merchantId}::uuid and ${place.where} for no key update`);
  return [...rows].map((row) => ({ place, ...row }));
}

export async function writeTrace(tx: TenantTransaction, { place, key }: Trace, texts: Values): Promise<void> {
  const table = sql.identifier(place.table);
  const from = (values: Values) => sql`json_populate_record(null::${table}, ${JSON.stringify(values)}::json)`;
  await tx.execute(sql`
    update ${table} set (${listed(place.texts)}) = (select ${listed(place.texts)} from ${from(texts)})
     where merchant_id = ${tx.merchantId}::uuid and (${listed(place.keys)}) = (select ${listed(place.keys)} from ${from(key)})`);
}

export type TimelineText = { id: number; message: string; detail: unknown };

/** The timeline only grows, for everybody: this alone goes over it, and only where a guest was erased. */
export async function rewriteTimeline(tx: TenantTransaction, orderId: string, texts: TimelineText[]): Promise<void> {
  await tx.execute(sql`select gate.erase_in_timeline(${orderId}::uuid, ${JSON.stringify(texts)}::jsonb)`);
}

/** Notices of this merchant's that wait to be sent, or were given up. */
export async function listNoticeJobs(tx: TenantTransaction): Promise<{ id: string; payload: Values }[]> {
  const rows = await tx.execute<{ id: string; payload: Values }>(sql`
    select j.id::text, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where t.identifier in ('attention.mail', 'attention.call-webhook') and j.payload->>'merchantId' = ${tx.merchantId}`);
  return [...rows];
}

export async function rewriteJob(tx: TenantTransaction, id: string, payload: Values): Promise<void> {
  await tx.execute(
    sql`update graphile_worker._private_jobs set payload = ${JSON.stringify(payload)}::json where id = ${id}::bigint`,
  );
}

const listed = (names: readonly string[]) =>
  sql.join(
    names.map((name) => sql.identifier(name)),
    sql`, `,
  );
const jsonOf = (names: readonly string[]) =>
  sql`json_build_object(${sql.join(
    names.map((name) => sql`${name}::text, ${sql.identifier(name)}`),
    sql`, `,
  )})`;
