import { type Placeholder, sql } from "drizzle-orm";
import type postgres from "postgres";
import type { Queryable, TenantTransaction } from "./client";

type Runnable = { execute: (values?: Record<string, unknown>) => Promise<unknown> };
type Buildable = { prepare: (name: string) => Runnable };
type Answer<Q extends Buildable> = Awaited<ReturnType<ReturnType<Q["prepare"]>["execute"]>>;
type Values<K extends string> = [K] extends [never] ? [] : [Record<K, string | number>];

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
  const given = Object.fromEntries([...names, "merchantId"].map((name) => [name, sql.placeholder(name)]));
  return async (tx, ...[values]): Promise<Answer<Q>> => {
    made ??= build(tx, given as Record<K | "merchantId", Placeholder>).prepare("kept");
    // The builder's own object, sent through this transaction and no other.
    const own: Runnable = Object.assign(Object.create(Object.getPrototypeOf(made)), made, { client: clientOf(tx) });
    const answer: unknown = await own.execute({ ...values, merchantId: tx.merchantId });
    return answer as Answer<Q>;
  };
}

/** What a transaction sends through. */
export const clientOf = (tx: Pick<Queryable, "select">): postgres.TransactionSql =>
  (tx as unknown as { _: { session: { client: postgres.TransactionSql } } })._.session.client;
