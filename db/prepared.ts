import { getTableColumns, Param, type Placeholder, SQL, sql } from "drizzle-orm";
import type { PgTable } from "drizzle-orm/pg-core";
import type postgres from "postgres";
import type { Queryable, TenantTransaction } from "./client";

type Runnable = { execute: (values?: Record<string, unknown>) => Promise<unknown> };
type Buildable = { prepare: (name: string) => Runnable };
type Answer<Q extends Buildable> = Awaited<ReturnType<ReturnType<Q["prepare"]>["execute"]>>;
type Given<K extends string> = Record<K, string | number>;
type Values<K extends string> = [K] extends [never] ? [] : [Given<K>];

/**
 * A tenant's query that is put together once for the process: the query builder takes longer for that than the database for its answer, and a
 * page asks dozens. `build` gets a placeholder for whatever changes from run to run, the tenant always among it, and sees no transaction: nothing
 * of one run can stay in the text for the next. Values go out as they are: ids, texts and numbers; instants in ISO 8601.
 */
export function prepared<K extends string, Q extends Buildable>(
  names: readonly K[],
  build: (db: Pick<Queryable, "select">, given: Record<K | "merchantId", Placeholder>) => Q,
): (tx: TenantTransaction, ...values: Values<K>) => Promise<Answer<Q>> {
  let made: Runnable | undefined;
  const given = placeholders(names);
  return async (tx, ...[values]): Promise<Answer<Q>> => {
    made ??= build(tx, given).prepare("kept");
    return askedOnce<Q>(tx, made, { ...values });
  };
}

/** What `build` of a write is given: the columns that are written, those alone, and a placeholder for whatever else changes from run to run. */
type Written<T extends PgTable, K extends string> = {
  set: Record<keyof T["$inferInsert"], SQL>;
  given: Record<K | "merchantId", Placeholder>;
};
type Row<T extends PgTable> = { [C in keyof T["$inferInsert"]]?: T["$inferInsert"][C] | undefined };

/**
 * The same for what writes one row: which columns that are differs from call to call, so a text is kept for each set of them. `how` is what else
 * decides on the text, and stands in it as it is: words of our own, never a value. Columns that are undefined are left out; instants are dates.
 */
export function preparedWrite<T extends PgTable, K extends string, H, Q extends Buildable>(
  table: T,
  names: readonly K[],
  build: (db: Pick<Queryable, "select" | "insert" | "update">, written: Written<T, K>, how: H) => Q,
): (tx: TenantTransaction, set: Row<T>, given: Given<K>, how: H) => Promise<Answer<Q>> {
  const made = new Map<string, Runnable>();
  const given = placeholders(names);
  const columns = getTableColumns(table);
  const written = (key: string): SQL => {
    const column = columns[key];
    if (!column) throw new Error(`there is no column ${key}`);
    const mapToDriverValue = (value: unknown) => (value === null ? null : column.mapToDriverValue(value));
    return sql`${new Param(sql.placeholder(`set ${key}`), { mapToDriverValue })}`;
  };
  return async (tx, row, values, how): Promise<Answer<Q>> => {
    const set: Record<string, unknown> = row;
    const keys = Object.keys(set).filter((key) => set[key] !== undefined);
    if (keys.some((key) => set[key] instanceof SQL)) throw new Error("a value of a prepared write is an expression");
    const shape = `${keys.join()} ${JSON.stringify(how)}`;
    let one = made.get(shape);
    if (!one) {
      const texts = Object.fromEntries(keys.map((key) => [key, written(key)]));
      one = build(tx, { set: texts as Written<T, K>["set"], given }, how).prepare("kept");
      made.set(shape, one);
    }
    return run<Q>(tx, one, { ...values, ...Object.fromEntries(keys.map((key) => [`set ${key}`, set[key]])) });
  };
}

const placeholders = <K extends string>(names: readonly K[]) =>
  Object.fromEntries([...names, "merchantId"].map((name) => [name, sql.placeholder(name)])) as Record<
    K | "merchantId",
    Placeholder
  >;

/** Where nothing is written, the same question is sent once; each asker has a list of its own, with the same rows in it. */
async function askedOnce<Q extends Buildable>(
  tx: TenantTransaction,
  made: Runnable,
  values: Record<string, unknown>,
): Promise<Answer<Q>> {
  if (!tx.asked) return run<Q>(tx, made, values);
  const answers = tx.asked.get(made) ?? new Map<string, Promise<unknown>>();
  tx.asked.set(made, answers);
  const question = JSON.stringify(values);
  const answer = answers.get(question) ?? run<Q>(tx, made, values);
  answers.set(question, answer);
  const rows: unknown = await answer;
  return (Array.isArray(rows) ? [...rows] : rows) as Answer<Q>;
}

/** The builder's own object, sent through this transaction and no other. */
async function run<Q extends Buildable>(
  tx: TenantTransaction,
  made: Runnable,
  values: Record<string, unknown>,
): Promise<Answer<Q>> {
  const own: Runnable = Object.assign(Object.create(Object.getPrototypeOf(made)), made, { client: clientOf(tx) });
  const answer: unknown = await own.execute({ ...values, merchantId: tx.merchantId });
  return answer as Answer<Q>;
}

/** What a database or a transaction sends through. */
export const clientOf = (db: Pick<Queryable, "select">): postgres.TransactionSql =>
  (db as unknown as { _: { session: { client: postgres.TransactionSql } } })._.session.client;
