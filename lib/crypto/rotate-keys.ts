import { type Database, withTenant } from "@/db/client";
import { listMerchantIds } from "@/db/queries/connections";
import {
  countValuesByKey,
  listValuesOfOtherKeys,
  replaceSealedValue,
  type SealedValue,
} from "@/db/queries/sealed-values";
import type { Keyring } from "./keyring";
import { open, SealBrokenError, seal } from "./sealed-box";
import { sealedColumns } from "./sealed-columns";

type Needs = { db: Database; keyring: Keyring };

export type RotationProgress = {
  merchants: number;
  resealed: number;
  /** Replaced or removed by somebody else between our look and our write: theirs stays. */
  overtaken: number;
  /** One line per value that does not open: table, column and row, nothing of the content. */
  broken: string[];
};

export type RotationOptions = {
  /** Merchants from one look to the next; progress is told after each. */
  batch?: number;
  onProgress?: (progress: Readonly<RotationProgress>) => void;
  /** Ends after the merchant at hand. What is done is done; the next run goes on. */
  signal?: AbortSignal;
};

const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Seals everything anew that another key than the first one seals, while the app runs. It keeps no notes: what is left to do
 * is read from the values themselves, so a run that was killed is continued by the next.
 */
export async function rotateKeys(needs: Needs, options: RotationOptions = {}): Promise<RotationProgress> {
  const { batch = 100, onProgress, signal } = options;
  const progress: RotationProgress = { merchants: 0, resealed: 0, overtaken: 0, broken: [] };
  for await (const merchantIds of merchantBatches(needs.db, batch)) {
    for (const merchantId of merchantIds) {
      if (signal?.aborted) return progress;
      await rotateMerchant(needs, merchantId, progress);
    }
    onProgress?.(progress);
  }
  return progress;
}

/** How many values each key seals now. An old key may be dropped when it is at 0, and not before. */
export async function countByKey({ db, keyring }: Needs): Promise<Map<string, number>> {
  const counts = new Map(keyring.map(({ id }) => [id, 0]));
  for await (const merchantIds of merchantBatches(db, 100)) {
    for (const merchantId of merchantIds) {
      const found = await withTenant(db, merchantId, (tx) => countValuesByKey(tx, sealedColumns));
      for (const { keyId, count } of found) counts.set(keyId, (counts.get(keyId) ?? 0) + count);
    }
  }
  return counts;
}

async function* merchantBatches(db: Database, size: number): AsyncGenerator<string[]> {
  let after = BEFORE_ALL;
  for (;;) {
    const merchantIds = await listMerchantIds(db, after, size);
    const last = merchantIds.at(-1);
    if (last === undefined) return;
    yield merchantIds;
    after = last;
  }
}

async function rotateMerchant(needs: Needs, merchantId: string, progress: RotationProgress): Promise<void> {
  const values = await withTenant(needs.db, merchantId, (tx) =>
    listValuesOfOtherKeys(tx, sealedColumns, needs.keyring[0].id),
  );
  for (const value of values) {
    const outcome = await rotateValue(needs, merchantId, value);
    if (outcome instanceof SealBrokenError) progress.broken.push(outcome.message);
    else progress[outcome] += 1;
  }
  progress.merchants += 1;
}

/** One transaction per value: it holds one row's lock for a moment, so it can neither hold up nor deadlock with a refresh. */
async function rotateValue(
  { db, keyring }: Needs,
  merchantId: string,
  value: SealedValue,
): Promise<"resealed" | "overtaken" | SealBrokenError> {
  const { table, column, id: rowId } = value;
  const place = { table, column, merchantId, rowId };
  try {
    const replacement = seal(keyring, place, open(keyring, place, value.value));
    const replaced = await withTenant(db, merchantId, (tx) => replaceSealedValue(tx, value, replacement));
    return replaced ? "resealed" : "overtaken";
  } catch (error) {
    if (error instanceof SealBrokenError) return error;
    throw error;
  }
}
