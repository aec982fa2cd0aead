import { parseArgs } from "node:util";
import { createDatabase } from "@/db/client";
import { type Keyring, parseKeyring } from "@/lib/crypto/keyring";
import { countByKey, rotateKeys } from "@/lib/crypto/rotate-keys";

/** A fault of whoever calls it, in one line. */
class UsageError extends Error {}

/**
 * `npm run keys:rotate`: seals every stored secret with the first key of TOKEN_ENCRYPTION_KEYS while the app runs.
 * May be killed and started again. Exit code 0 means that the other keys may be removed.
 */
async function main(): Promise<boolean> {
  const { url, keyring, batch } = readSettings();
  const db = createDatabase(url, { max: 2, applicationName: "upvendo-keys-rotate" });
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stopping.abort());
  const started = performance.now();
  try {
    const done = await rotateKeys(
      { db, keyring },
      {
        ...{ batch, signal: stopping.signal },
        onProgress: ({ merchants, resealed }) => console.log(`${merchants} merchants, ${resealed} values sealed anew`),
      },
    );
    const perSecond = Math.round(done.resealed / ((performance.now() - started) / 1000));
    console.log(
      `${done.resealed} values sealed anew, ${done.overtaken} replaced by the app meanwhile, ${perSecond}/s.`,
    );
    for (const line of done.broken) console.error(line);
    if (stopping.signal.aborted) console.error("Stopped before the end. Run it again to go on.");
    return report(await countByKey({ db, keyring }), keyring) && done.broken.length === 0;
  } finally {
    await db.$client.end({ timeout: 5 });
  }
}

/** True when the first key seals everything. */
function report(counts: Map<string, number>, keyring: Keyring): boolean {
  const [{ id: first }] = keyring;
  const known = new Set(keyring.map(({ id }) => id));
  for (const [id, count] of counts) {
    const advice = id === first ? "in use" : count === 0 ? "may be removed" : "must stay";
    // What is not one of our key ids may be anything, so it is not repeated.
    console.log(
      `${known.has(id) ? `Key ${id}` : "A key that is not in TOKEN_ENCRYPTION_KEYS"}: ${count} values, ${advice}`,
    );
  }
  return [...counts].every(([id, count]) => id === first || count === 0);
}

function readSettings() {
  const { values } = parseArgs({ options: { batch: { type: "string", default: "100" } } });
  const batch = Number(values.batch);
  if (!Number.isInteger(batch) || batch < 1) throw new UsageError("--batch must be a whole number from 1");
  const { DATABASE_URL: url, TOKEN_ENCRYPTION_KEYS: keys } = process.env;
  if (!url) throw new UsageError("DATABASE_URL is not set");
  if (!keys) throw new UsageError("TOKEN_ENCRYPTION_KEYS is not set");
  return { url, batch, keyring: readKeyring(keys) };
}

function readKeyring(value: string): Keyring {
  try {
    return parseKeyring(value);
  } catch (error) {
    throw new UsageError(`TOKEN_ENCRYPTION_KEYS: ${error instanceof Error ? error.message : "cannot be read"}`);
  }
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return error.message;
  const { code, message } = (error ?? {}) as { code?: string; message?: string };
  if (code?.startsWith("ERR_PARSE_ARGS")) return message ?? code;
  // A failed query quotes its parameters in its message; only the server's own code is repeated.
  const { cause } = (error ?? {}) as { cause?: { code?: string } };
  return `Key rotation stopped (${cause?.code ?? code ?? "unexpected fault"}). Run it again to go on.`;
}

await main().then(
  (complete) => process.exit(complete ? 0 : 1),
  (error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  },
);
