import { nextTick } from "node:process";
import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { createPool, mayFailUnsent } from "./pool";
import { clientOf } from "./prepared";

export type Database = PostgresJsDatabase & { $client: postgres.Sql };

/** What a query needs: a database or a transaction, without caring which. */
export type Queryable = Pick<Database, "select" | "insert" | "update" | "delete" | "execute">;

/** What a tenant's query needs. Only `withTenant` makes one, so a query cannot run without a tenant by accident. */
export type TenantTransaction = Queryable & {
  readonly merchantId: string;
  /**
   * Sends one statement whose answer nobody needs: together with the next one, or with the commit, instead of by itself. The transaction
   * commits only when it has succeeded, and fails with its error otherwise. It has to go out at once: nothing that waits for something first.
   */
  readonly sendAlong: (statement: PromiseLike<unknown>) => void;
  /** Only where nothing is written: what was asked already, by its question. The same question has the same answer. */
  readonly asked?: Map<object, Map<string, Promise<unknown>>>;
};

/** As `sendAlong` where there is a tenant's transaction, else awaited. */
export async function sendAlong(db: Queryable, statement: PromiseLike<unknown>): Promise<void> {
  if ("sendAlong" in db && typeof db.sendAlong === "function") db.sendAlong(statement);
  else await statement;
}

export type DatabaseOptions = {
  max?: number;
  applicationName?: string;
  /** For work that somebody waits for and is told to try again. */
  statementTimeoutMs?: number;
  connectTimeoutSeconds?: number;
  /** "kept": plans are made once, for a pool whose few statements always look the same. Otherwise for the parameters and the tenant of each run. */
  plans?: "kept" | "each";
};

/** A pool. Statement and lock time limits hold for every query; nothing here waits for ever. */
export function createDatabase(
  url: string,
  {
    max = 10,
    applicationName = "upvendo",
    statementTimeoutMs = 10_000,
    connectTimeoutSeconds = 3,
    plans = "each",
  }: DatabaseOptions = {},
): Database {
  const client = createPool(url, {
    max,
    connect_timeout: connectTimeoutSeconds,
    // The library's own pauses between tries grow to 20 seconds: too long for a database that is back.
    backoff: (attempts) => Math.min(2, 0.05 * 2 ** attempts),
    onnotice: () => {},
    connection: {
      application_name: applicationName,
      statement_timeout: statementTimeoutMs,
      lock_timeout: Math.min(5_000, statementTimeoutMs),
      idle_in_transaction_session_timeout: 15_000,
      plan_cache_mode: plans === "kept" ? "auto" : "force_custom_plan",
    },
  });
  // Without the schema: nothing here uses the relational queries, of which it would make one for each table in each transaction.
  return drizzle({ client, casing: "snake_case" });
}

/** Runs `work` in one transaction that sees this merchant's rows and no others. Never hold it open over an HTTP call. */
export async function withTenant<T>(
  db: Database,
  merchantId: string,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  return asTenant(
    db,
    merchantId,
    // `true`: for this transaction only, so a pooled connection never carries a tenant to the next request.
    (sql) => sql`select set_config('app.merchant_id', ${merchantId}, true)`,
    work,
  );
}

/**
 * The same for what pages read of a restaurant's own set-up. Planning that takes longer than running it, and the plan is the same for whomever it
 * is: it is kept with its statement, unless the planner thinks little of it. Not for lists of orders or payments, whose plan depends on whose
 * they are. Only for reading: what the parts of a page ask for at once goes through one transaction, each has its answer before that ends, and
 * what another's failed statement took down is asked once more by itself.
 */
export async function readTenant<T>(
  db: Database,
  merchantId: string,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  try {
    return await readTogether(db, merchantId, work);
  } catch (error) {
    if (!isOfFailedTransaction(error)) throw error;
    return asTenant(db, merchantId, setReader(merchantId), work);
  }
}

const setReader = (merchantId: string) => (sql: postgres.TransactionSql) =>
  sql`select set_config('app.merchant_id', ${merchantId}, true), set_config('plan_cache_mode', 'auto', true)`;

type Reading = { read: (tx: TenantTransaction) => Promise<void>; fail: (error: unknown) => void };
const gathering = new WeakMap<Database, Map<string, Reading[]>>();

function readTogether<T>(db: Database, merchantId: string, work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
  return new Promise<T>((resolve, fail) => {
    const read = async (tx: TenantTransaction) => {
      try {
        resolve(await work(tx));
      } catch (error) {
        fail(error);
      }
    };
    const open = gathering.get(db) ?? new Map<string, Reading[]>();
    gathering.set(db, open);
    const others = open.get(merchantId);
    if (others) return void others.push({ read, fail });
    const readings: Reading[] = [{ read, fail }];
    open.set(merchantId, readings);
    // When all that follows from the same event has asked, and before anything else happens.
    queueMicrotask(() => nextTick(() => void begin()));
    const begin = async () => {
      open.delete(merchantId);
      try {
        await asTenant(db, merchantId, setReader(merchantId), (tx) => {
          const together = Object.assign(tx, { asked: new Map() });
          return Promise.all(readings.map((one) => one.read(together)));
        });
      } catch (error) {
        // Who has an answer keeps it.
        for (const one of readings) one.fail(error);
      }
    };
  });
}

/** SQLSTATE 25P02: a statement before it failed. Drizzle wraps the driver's error as its cause. */
function isOfFailedTransaction(error: unknown): boolean {
  const found = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof found === "object" && found !== null && "code" in found && found.code === "25P02";
}

async function asTenant<T>(
  db: Database,
  merchantId: string,
  setTenant: (sql: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>,
  work: (tx: TenantTransaction) => Promise<T>,
): Promise<T> {
  const sent: Promise<unknown>[] = [];
  const failures: unknown[] = [];
  const done = await db.transaction(async (tx) => {
    const sendAlong = (statement: PromiseLike<unknown>) => {
      // Once: a statement of the query builder runs anew whenever somebody waits for it.
      const once = Promise.resolve(statement);
      sent.push(once);
      // Waited for at the end; where the work fails before, nobody does.
      once.then(undefined, (error: unknown) => failures.push(error));
    };
    // Sent ahead of the first statement and answered with it: should it fail, the transaction has failed and nothing after it runs.
    sendAlong(setTenant(clientOf(tx)).execute());
    try {
      const result = await work(Object.assign(tx, { merchantId, sendAlong }));
      // All of it has been handed over then, and what could not even be sent has failed.
      await new Promise<void>((resolve) => nextTick(resolve));
      if (failures.length > 0) throw failures[0];
      if (mayFailUnsent(clientOf(tx))) await Promise.all(sent);
      return result;
    } catch (error) {
      // After a statement has failed, each later one says only that the transaction is over.
      throw failures[0] ?? error;
    }
  });
  // The commit went out behind them: of a transaction in which one has failed the database makes a rollback, and says so by that failure alone.
  await Promise.all(sent);
  return done;
}
