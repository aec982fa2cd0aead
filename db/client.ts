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
export async function withTenant<T>(db: Database, merchantId: string, work: Work<T>): Promise<T> {
  return asTenant(db, merchantId, setTenant(merchantId), work);
}

/**
 * The same for what pages read of a restaurant's own set-up. Planning that takes longer than running it, and the plan is the same for whomever it
 * is: it is kept with its statement, unless the planner thinks little of it. Not for lists of orders or payments, whose plan depends on whose
 * they are. Only for reading: what the parts of a page ask for at once, and what follows from the answers at once, goes through one transaction, each has
 * its answer before that ends, and what another's failed statement took down is asked once more by itself.
 */
export async function readTenant<T>(db: Database, merchantId: string, work: Work<T>): Promise<T> {
  return readShared(db, { merchantId, plans: "kept" }, work);
}

/** The same where the plan depends on whose rows they are, and is made each time: lists of orders, say. These share a transaction of their own. */
export async function readTenantsOrders<T>(db: Database, merchantId: string, work: Work<T>): Promise<T> {
  return readShared(db, { merchantId, plans: "each" }, work);
}

type Work<T> = (tx: TenantTransaction) => Promise<T>;
type Reader = { merchantId: string; plans: "kept" | "each" };
type SetTenant = (sql: postgres.TransactionSql) => postgres.PendingQuery<postgres.Row[]>;

async function readShared<T>(db: Database, reader: Reader, work: Work<T>): Promise<T> {
  try {
    return await readTogether(db, reader, work);
  } catch (error) {
    if (!isOfFailedTransaction(error)) throw error;
    return asTenant(db, reader.merchantId, setReader(reader), work);
  }
}

// `true`: for this transaction only, so a pooled connection never carries a tenant to the next request.
const setTenant =
  (merchantId: string): SetTenant =>
  (sql) =>
    sql`select set_config('app.merchant_id', ${merchantId}, true)`;

const setReader = ({ merchantId, plans }: Reader): SetTenant =>
  plans === "each"
    ? setTenant(merchantId)
    : (sql) =>
        sql`select set_config('app.merchant_id', ${merchantId}, true), set_config('plan_cache_mode', 'auto', true)`;

type Reading = {
  /** False: it failed, and perhaps the transaction with it. */
  read: (tx: TenantTransaction) => Promise<boolean>;
  fail: (error: unknown) => void;
};
/** What is asked of one database: still to be begun, and by merchant and plans the transaction under way that takes more along. */
type Readings = { gathered: Map<string, Reading[]>; underWay: Map<string, (more: readonly Reading[]) => boolean> };
const readingsOf = new WeakMap<Database, Readings>();

/** What is asked while a transaction is under way goes through it, so often: none is kept open by one asker after the other. */
const STEPS_MAX = 6;

function readTogether<T>(db: Database, reader: Reader, work: Work<T>): Promise<T> {
  const key = `${reader.plans} ${reader.merchantId}`;
  return new Promise<T>((resolve, fail) => {
    const read = async (tx: TenantTransaction) => {
      try {
        resolve(await work(tx));
        return true;
      } catch (error) {
        fail(error);
        return false;
      }
    };
    const readings = readingsOf.get(db) ?? { gathered: new Map(), underWay: new Map() };
    readingsOf.set(db, readings);
    const others = readings.gathered.get(key);
    if (others) return void others.push({ read, fail });
    const gathered: Reading[] = [{ read, fail }];
    readings.gathered.set(key, gathered);
    // When all that follows from the same event has asked, and before anything else happens.
    queueMicrotask(() =>
      nextTick(() => {
        readings.gathered.delete(key);
        const takenAlong = readings.underWay.get(key)?.(gathered) ?? false;
        if (!takenAlong) void readInOne(db, { ...reader, key }, gathered, readings.underWay);
      }),
    );
  });
}

/** One transaction for what was gathered, and for what its answers lead to at once: what is chosen from a list, say, and then shown. */
async function readInOne(
  db: Database,
  { key, ...reader }: Reader & { key: string },
  gathered: readonly Reading[],
  underWay: Readings["underWay"],
): Promise<void> {
  const all: Reading[] = [];
  let [steps, unanswered, failed, over] = [0, 0, false, false];
  let begun: TenantTransaction | null = null;
  let end = () => {};
  const endUnlessMoreWasAsked = () => {
    if (unanswered === 0) end();
  };
  const answer = async (tx: TenantTransaction, one: Reading) => {
    if (!(await one.read(tx))) failed = true;
    unanswered -= 1;
    // Whoever goes on from this answer asks before the first of these turns, and is taken along before the second.
    if (unanswered === 0) nextTick(() => nextTick(endUnlessMoreWasAsked));
  };
  const begin = (tx: TenantTransaction, readings: readonly Reading[]) => {
    // Only what is asked from here on shares its answers: an older one may have been overtaken.
    const together = Object.assign(tx, { asked: new Map() });
    for (const one of readings) void answer(together, one);
  };
  const takeAlong = (readings: readonly Reading[]) => {
    if (over || failed || steps === STEPS_MAX) return false;
    steps += 1;
    unanswered += readings.length;
    all.push(...readings);
    if (begun) begin(begun, readings);
    return true;
  };
  takeAlong(gathered);
  underWay.set(key, takeAlong);
  const close = () => {
    over = true;
    if (underWay.get(key) === takeAlong) underWay.delete(key);
  };
  try {
    await asTenant(
      db,
      reader.merchantId,
      setReader(reader),
      (tx) =>
        new Promise<void>((resolve) => {
          end = () => {
            close();
            resolve();
          };
          begun = tx;
          begin(tx, all);
        }),
    );
  } catch (error) {
    close();
    // Who has an answer keeps it.
    for (const one of all) one.fail(error);
  }
}

/** SQLSTATE 25P02: a statement before it failed. Drizzle wraps the driver's error as its cause. */
function isOfFailedTransaction(error: unknown): boolean {
  const found = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return typeof found === "object" && found !== null && "code" in found && found.code === "25P02";
}

async function asTenant<T>(db: Database, merchantId: string, set: SetTenant, work: Work<T>): Promise<T> {
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
    sendAlong(set(clientOf(tx)).execute());
    try {
      const result = await work(Object.assign(tx, { merchantId, sendAlong }));
      // All of it has been handed over then, and what could not even be sent has failed.
      await new Promise<void>((resolve) => nextTick(resolve));
      if (failures.length > 0) throw failures[0];
      if (mayFailUnsent(clientOf(tx))) await Promise.all(sent);
      return result;
    } catch (error) {
      // After a statement has failed, each later one says only that the transaction is over.
      throw [error, ...failures].find((one) => !isOfFailedTransaction(one)) ?? error;
    }
  });
  // The commit went out behind them: of a transaction in which one has failed the database makes a rollback, and says so by that failure alone.
  await Promise.all(sent);
  return done;
}
