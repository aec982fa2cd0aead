import postgres from "postgres";

type Options = postgres.Options<Record<string, never>>;
type Work = (sql: postgres.TransactionSql) => unknown;
type Prepare = (sql: postgres.Sql | postgres.TransactionSql) => postgres.Sql["unsafe"];

const RETIREMENT_MS = 30_000;
/** Texts that each connection keeps ready: far more than we have queries, and a bound on what a query of many shapes can pile up. */
const PREPARED_MAX = 1_000;
const PREPARED_PARAMETERS_MAX = 64;

/** Whoever is still at work in a transaction whose connection is gone. Its statements must reach no other connection. */
export class TransactionLostError extends Error {
  override readonly name = "TransactionLostError";
}

/**
 * A postgres.js client that survives the loss of connections (restart, failover, a killed backend). The library, up to 3.4.9,
 * does not: it sends the ROLLBACK of a transaction to a socket that is no more and so ends the process, never gets that connection
 * to work again, and runs what is left of a dead transaction on whatever the connection does next, for another tenant perhaps
 * (porsager/postgres #1154, #1208, #1216). So a pool that lost a connection is replaced as a whole, and a lost transaction is cut off.
 */
export function createPool(url: string, options: Options): postgres.Sql {
  const first = open();
  const retired = new Set<postgres.Sql>();
  let current = first;
  let ended = false;

  function open(): postgres.Sql {
    // Connections stay open until we end them, so that every other end is a loss.
    const pool: postgres.Sql = postgres(url, {
      ...options,
      // It asks for them on each new connection and hears no failure: one that is lost in that moment would end the process. The query
      // builder reads and writes lists by itself, and ours go out as texts.
      fetch_types: false,
      idle_timeout: 0,
      max_lifetime: null,
      onclose: () => replace(pool),
    });
    return pool;
  }

  function replace(lost: postgres.Sql): void {
    if (ended || lost !== current) return;
    current = open();
    // What the query builder set on the client that it was given.
    Object.assign(current.options.parsers, first.options.parsers);
    Object.assign(current.options.serializers, first.options.serializers);
    // What waits or works there on other connections goes on; every statement has its time limit.
    retired.add(lost);
    setTimeout(() => void lost.end({ timeout: 1 }).then(() => retired.delete(lost)), RETIREMENT_MS).unref();
  }

  const begin = (work: Work) => runCutOff(() => current, work, prepare);
  const prepare = prepareOnce();
  const end: postgres.Sql["end"] = async (how) => {
    ended = true;
    await Promise.all([...retired].map((pool) => pool.end({ timeout: 0 })));
    await current.end(how);
  };
  return new Proxy(first, {
    apply: (_, self, args) => Reflect.apply(current, self, args),
    get: (_, name) => {
      if (name === "begin") return begin;
      if (name === "end") return end;
      return name === "unsafe" ? prepare(current) : Reflect.get(current, name);
    },
  });
}

/**
 * `unsafe`, through which the query builder sends, with statements that a connection prepares once. The library prepares only what is
 * written as a template: whatever else has parameters is described first and then run, two round trips each time.
 */
function prepareOnce(): Prepare {
  const texts = new Set<string>();
  const isKept = (text: string, count: number) => {
    if (count === 0 || count > PREPARED_PARAMETERS_MAX) return false;
    return texts.has(text) || (texts.size < PREPARED_MAX && texts.add(text).has(text));
  };
  return (sql) => (text, args, options) =>
    sql.unsafe(text, args, isKept(text, args?.length ?? 0) ? { ...options, prepare: true } : options);
}

/** A transaction that sends nothing any more once its connection is gone: neither its statements nor the library's COMMIT or ROLLBACK. */
async function runCutOff(pool: () => postgres.Sql, work: Work, prepare: Prepare, tries = 2): Promise<unknown> {
  const state = { begun: false, over: false, ending: false, odd: false };
  const never = new Promise<never>(() => {});
  try {
    return await pool().begin(async (sql) => {
      state.begun = true;
      try {
        const result = await work(cutOff(sql, state, prepare));
        state.ending = true;
        return state.over ? await never : result;
      } catch (error) {
        // The library rejects `begin` by itself as soon as it has seen the connection end.
        if (state.over || isLoss(error)) return await never;
        throw error;
      }
    });
  } catch (error) {
    // It stood in the queue of a pool that lost its connections; nothing of it has happened yet.
    if (!state.begun && isLoss(error) && tries > 1) return runCutOff(pool, work, prepare, tries - 1);
    throw error;
  } finally {
    state.over = true;
  }
}

/** `odd`: see `mayFailUnsent`. */
type State = { over: boolean; ending: boolean; odd: boolean };

const states = new WeakMap<object, State>();

/**
 * Whether a statement of this transaction had a value that the library itself may refuse, and that perhaps only once its commit has been handed over:
 * what follows a text that is new to its connection waits.
 */
export const mayFailUnsent = (sql: postgres.TransactionSql): boolean => states.get(sql)?.odd ?? true;

/** A part of a statement, which the library makes a promise, as much as its values, which were looked at when it was written. */
const isPlain = (value: unknown) =>
  value === null || ["string", "number", "boolean"].includes(typeof value) || value instanceof Promise;

function cutOff(sql: postgres.TransactionSql, state: State, prepare: Prepare): postgres.TransactionSql {
  const check = () => {
    // Its commit is under way: what comes later would be on its own, with nobody's rights.
    if (state.ending) throw new TransactionLostError("this transaction is over");
    if (state.over) throw new TransactionLostError("the connection of this transaction is gone");
  };
  const note = (values: readonly unknown[]) => {
    state.odd ||= !values.every(isPlain);
  };
  const own = new Proxy(sql, {
    apply: (target, self, args: readonly unknown[]) => {
      check();
      note(args.slice(1));
      return Reflect.apply(target, self, args);
    },
    get: (target, name) => {
      check();
      if (name !== "unsafe") return Reflect.get(target, name);
      const send = prepare(target);
      return ((text, values, options) => {
        note(values ?? []);
        return send(text, values, options);
      }) satisfies ReturnType<Prepare>;
    },
  });
  states.set(own, state);
  return own;
}

const lossCodes = ["CONNECTION_CLOSED", "CONNECTION_DESTROYED", "CONNECT_TIMEOUT", "ECONNRESET", "EPIPE", "ETIMEDOUT"];

function isLoss(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, severity } = error as Error & { code?: string; severity?: string };
  return severity === "FATAL" || (code !== undefined && lossCodes.includes(code)) || isLoss(error.cause);
}
