import { withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import {
  findSnapshot,
  noteSnapshotProblem,
  releaseSnapshotLease,
  renewSnapshotLease,
  storeSnapshot,
} from "@/db/queries/snapshots";
import type { LogStep } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesHttpError, KSeriesNotSentError, KSeriesResponseError } from "@/lib/k-series";
import type { Services } from "@/lib/services";
import { type Explanation, explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { writeLog } from "../connection/log";
import type { SnapshotRequest } from "./read-snapshot";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** A holder that is alive renews it; after one that died another may read so much later. */
export const LEASE_MS = 20_000;
/** After a failure the vendor is left alone so long; longer where it asked for that. */
const REST_MS = 10_000;
const LONGEST_REST_MS = 300_000;

/** Reads with the lease in hand and stores what came, data or problem. The lease is given back whatever happens. */
export async function loadSnapshot<T>(
  services: Needs,
  merchantId: string,
  request: SnapshotRequest<T>,
  owner: string,
): Promise<void> {
  const steps: LogStep[] = [];
  const renewal = setInterval(() => {
    // One renewal may fail; the lease outlasts three.
    withTenant(services.db, merchantId, (tx) => renewSnapshotLease(tx, request, { owner, leaseMs: LEASE_MS })).catch(
      () => {},
    );
  }, LEASE_MS / 4).unref();
  try {
    const outcome = await tryToLoad(services, merchantId, request, (step) => steps.push(step));
    await withTenant(services.db, merchantId, async (tx) => {
      const before = (await findSnapshot(tx, request))?.problem ?? null;
      if ("error" in outcome) {
        const problem = explainFailure(outcome.error, (await findConnection(tx))?.scopes);
        await noteSnapshotProblem(tx, request, { owner, problem, restMs: restAfter(outcome.error) });
        if (before?.message !== problem.message)
          await writeLog(tx, services.now(), failureLine(request, problem, steps));
      } else {
        await storeSnapshot(tx, request, { owner, data: outcome.data });
        if (before) await writeLog(tx, services.now(), recoveryLine(request));
      }
    });
  } catch (error) {
    await withTenant(services.db, merchantId, (tx) => releaseSnapshotLease(tx, request, owner));
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

/** What is stored is what the schema reads back, so a page shows the same from the vendor and from the table. */
async function tryToLoad<T>(
  services: Needs,
  merchantId: string,
  { kind, schema, load }: SnapshotRequest<T>,
  record: (step: LogStep) => void,
): Promise<{ data: unknown } | { error: unknown }> {
  try {
    const data: unknown = JSON.parse(JSON.stringify(await load(kSeriesFor(services, merchantId, { record }))));
    if (schema.safeParse(data).success) return { data };
    return { error: new KSeriesResponseError(kind, "does not fit what we keep of it") };
  } catch (error) {
    return { error };
  }
}

function restAfter(error: unknown): number {
  // Nothing was asked of the vendor, and connecting again ends it at once.
  if (error instanceof AppError) return 0;
  const asked =
    error instanceof KSeriesHttpError || error instanceof KSeriesNotSentError ? (error.retryAfterMs ?? 0) : 0;
  return Math.min(LONGEST_REST_MS, Math.max(REST_MS, asked));
}

const thing = ({ kind }: { kind: string }) => kind.replaceAll("-", " ");

/** Once when it begins: a long outage is not to push other evidence out of the log. */
const failureLine = (request: { kind: string }, { message }: Explanation, steps: LogStep[]) => ({
  level: "warning" as const,
  operation: `Read ${thing(request)}`,
  message: `Reading ${thing(request)} did not work: ${message}`,
  steps,
});

const recoveryLine = (request: { kind: string }) => ({
  level: "info" as const,
  operation: `Read ${thing(request)}`,
  message: `Reading ${thing(request)} works again.`,
});
