import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import { type Database, readTenant, withTenant } from "@/db/client";
import {
  countSnapshotTries,
  type FoundSnapshot,
  findSnapshot,
  type SnapshotName,
  takeSnapshotLease,
} from "@/db/queries/snapshots";
import type { KSeriesClient } from "@/lib/k-series";
import { log } from "@/lib/log";
import type { Services } from "@/lib/services";
import type { Explanation } from "../connection/explain-failure";
import { within } from "../connection/time-limit";
import { LEASE_MS, loadSnapshot } from "./load-snapshot";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

export type SnapshotRequest<T> = {
  /** What it is, as a merchant would call it: "floor-plans". */
  kind: string;
  /** Which one: a business location's id, or several ids joined by "/". */
  key: string;
  /** Of what is stored; it must read back what `JSON.stringify` made of the data. */
  schema: z.ZodType<T>;
  maxAgeMs: number;
  load: (client: KSeriesClient) => Promise<T>;
  /** Somebody asked for it: read now, whatever the age. */
  force?: boolean;
};

export type Snapshot<T> = {
  data: T | null;
  readAt: Date | null;
  /** There is data, but older than wished for. */
  stale: boolean;
  problem: Explanation | null;
};

/** How long a page waits for the vendor, with something to show and without. The read itself goes on. */
const PATIENCE_MS = { withData: 4_000, without: 15_000 };

/** Callers of one process share one read; over processes the lease in the database does the same. */
const running = new Map<string, Promise<void>>();

/**
 * A data set of the vendor's, from the table while young enough, else read anew: one call at a time per data set, over all
 * processes. When that does not work, the last known data with its age and the reason; it throws for nothing that the vendor does.
 */
export async function readSnapshot<T>(
  services: Needs,
  merchantId: string,
  request: SnapshotRequest<T>,
): Promise<Snapshot<T>> {
  const find = () => findTogether(services.db, merchantId, request);
  // Shared before anything is waited for, so that wishes at the same time are one.
  const wish = request.force ? share(services, merchantId, request, null) : null;
  const found = await find();
  const known = toSnapshot(found, request);
  const young = known.data !== null && !known.stale;
  if (!wish && (young || found?.resting)) return known;
  const read = wish ?? share(services, merchantId, request, found?.tries ?? 0);
  const ended = read.then(() => true);
  const inTime = await within(known.data === null ? PATIENCE_MS.without : PATIENCE_MS.withData, ended, () => false);
  return inTime ? toSnapshot(await find(), request) : { ...known, stale: known.data !== null, problem: stillReading };
}

type Search = { names: SnapshotName[]; found: Promise<(FoundSnapshot | null)[]> };
const searches = new WeakMap<Database, Map<string, Search>>();

/** What a page asks for at once is found in one transaction. */
async function findTogether(db: Database, merchantId: string, name: SnapshotName): Promise<FoundSnapshot | null> {
  const open = searches.get(db) ?? new Map<string, Search>();
  searches.set(db, open);
  const search = open.get(merchantId) ?? beginSearch(db, merchantId, open);
  const at = search.names.push({ kind: name.kind, key: name.key }) - 1;
  return (await search.found)[at] ?? null;
}

function beginSearch(db: Database, merchantId: string, open: Map<string, Search>): Search {
  const names: SnapshotName[] = [];
  const found = Promise.resolve().then(() => {
    open.delete(merchantId);
    return readTenant(db, merchantId, (tx) => Promise.all(names.map((name) => findSnapshot(tx, name))));
  });
  const search = { names, found };
  open.set(merchantId, search);
  return search;
}

/** Begins a read, or joins the one that is under way in this process. */
function share<T>(
  services: Needs,
  merchantId: string,
  request: SnapshotRequest<T>,
  triesSeen: number | null,
): Promise<void> {
  const name = [merchantId, request.kind, request.key].join("\n");
  const other = running.get(name);
  if (other) return other;
  const read = readOnce(services, merchantId, request, triesSeen).finally(() => running.delete(name));
  running.set(name, read);
  // Whoever asked may have lost patience and gone.
  read.catch((error: unknown) => log.error({ kind: request.kind, error }, "a read of Lightspeed's data broke off"));
  return read;
}

const stillReading: Explanation = {
  message: "Lightspeed takes long to answer.",
  remedy: "We are still reading. Refresh in some seconds.",
};

/** Ends when this data set has been tried, by us or by another process. */
async function readOnce<T>(
  services: Needs,
  merchantId: string,
  request: SnapshotRequest<T>,
  triesSeen: number | null,
): Promise<void> {
  const started = performance.now();
  const countTries = () => withTenant(services.db, merchantId, (tx) => countSnapshotTries(tx, request));
  const before = triesSeen ?? (await countTries());
  for (let pauseMs = 25; performance.now() - started < LEASE_MS * 2; pauseMs = Math.min(250, pauseMs * 1.5)) {
    const owner = crypto.randomUUID();
    const lease = { owner, tries: before, leaseMs: LEASE_MS };
    if (await withTenant(services.db, merchantId, (tx) => takeSnapshotLease(tx, request, lease)))
      return loadSnapshot(services, merchantId, request, owner);
    await delay(pauseMs * (1 + Math.random() / 2));
    if ((await countTries()) !== before) return;
  }
}

function toSnapshot<T>(row: FoundSnapshot | null, { schema, maxAgeMs }: SnapshotRequest<T>): Snapshot<T> {
  // What an older release stored in another form counts as nothing.
  const parsed = row?.readAt ? schema.safeParse(row.data) : null;
  const problem = row?.problem ?? null;
  if (!row || !parsed?.success) return { data: null, readAt: null, stale: false, problem };
  return { data: parsed.data, readAt: row.readAt, stale: (row.ageMs ?? 0) > maxAgeMs || problem !== null, problem };
}
