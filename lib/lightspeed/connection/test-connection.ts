import { withTenant } from "@/db/client";
import { claimConnectionTest, findConnectionTest, finishConnectionTest } from "@/db/queries/connection-tests";
import { findConnection, moveConnection, noteCheck } from "@/db/queries/connections";
import { listLocationsWithLinks } from "@/db/queries/location-links";
import type { CapabilityResult, LogStep } from "@/db/schema";
import { type Actor, can } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import { wantedEndpoint } from "@/lib/lightspeed/webhooks/endpoint-settings";
import { findActiveEndpoint } from "@/lib/lightspeed/webhooks/find-endpoint";
import type { Services } from "@/lib/services";
import { runCapabilities, type TestTarget } from "./capabilities";
import { settleConnection } from "./connection-issues";
import { transitions } from "./connection-transitions";
import type { TestView } from "./connection-view-types";
import { kSeriesFor } from "./k-series-for";
import { writeLog } from "./log";
import { within } from "./time-limit";
import { getAccessToken } from "./token-vault";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** The whole test answers within 5 s, also where the token must be renewed first; a crashed one stops counting as running soon after. */
const LIMIT_MS = 4_500;
const CALL_LIMIT_MS = 4_000;
const CLAIM_MS = 30_000;

/** Calls Lightspeed once per capability, side by side, and keeps the results as the newest proof. One test per merchant at a time. */
export async function testConnection(services: Needs, actor: Actor): Promise<TestView> {
  if (!can(actor, "connection.manage"))
    throw new AppError("forbidden", "Only owners and managers can test the connection.");
  const { merchantId } = actor;
  const target = await findTarget(services, merchantId);
  if (!(await withTenant(services.db, merchantId, (tx) => claimConnectionTest(tx, CLAIM_MS)))) {
    throw new AppError("conflict", "A test is already running. Its result appears here in a few seconds.");
  }
  let outcome: { durationMs: number; results: CapabilityResult[] } | null = null;
  const steps: LogStep[] = [];
  try {
    const started = performance.now();
    const record = (step: LogStep) => steps.push(step);
    // Once for all: seven calls at the same time must not each find the token expired.
    const prepared = getAccessToken(services, merchantId, { record }).catch((error: unknown) => {
      if (!(error instanceof AppError)) throw error;
      return null;
    });
    await within(LIMIT_MS, prepared, () => null);
    const client = kSeriesFor(services, merchantId, { record, timeoutMs: CALL_LIMIT_MS, probe: true });
    const results = await runCapabilities(client, target, LIMIT_MS - (performance.now() - started));
    outcome = { durationMs: Math.round(performance.now() - started), results };
    await conclude(services, actor, outcome, steps);
  } finally {
    await withTenant(services.db, merchantId, (tx) => finishConnectionTest(tx, outcome));
  }
  return getTestView(services, merchantId);
}

export async function getTestView({ db }: Pick<Services, "db">, merchantId: string): Promise<TestView> {
  const test = await withTenant(db, merchantId, findConnectionTest);
  return {
    running: test?.running ?? false,
    testedAt: test?.testedAt?.toISOString() ?? null,
    durationMs: test?.durationMs ?? null,
    results: test?.results ?? [],
  };
}

/** The linked location, else the first that the token sees. */
async function findTarget({ db, lightspeed }: Needs, merchantId: string): Promise<TestTarget> {
  return withTenant(db, merchantId, async (tx) => {
    const connection = await findConnection(tx);
    if (!connection || connection.status === "disabled" || connection.status === "not_connected") {
      throw new AppError("not_connected", "Connect Lightspeed first.");
    }
    const links = await listLocationsWithLinks(tx);
    const active = await findActiveEndpoint(tx);
    const linked = links.find(({ active, link }) => active && link?.active)?.link;
    const business = connection.businesses.find(({ id }) => id === connection.businessId) ?? connection.businesses[0];
    return {
      businessId: connection.businessId,
      businessLocationId: linked?.businessLocationId ?? business?.locations[0]?.id ?? null,
      scopes: connection.scopes,
      endpoint: active && wantedEndpoint(lightspeed.webhooks, active.endpointId),
    };
  });
}

async function conclude(
  { db, now }: Needs,
  actor: Actor,
  { durationMs, results }: { durationMs: number; results: CapabilityResult[] },
  steps: LogStep[],
): Promise<void> {
  const failed = results.filter(({ result }) => result === "failed");
  const detail = describeFailures(failed);
  await withTenant(db, actor.merchantId, async (tx) => {
    await noteCheck(tx, failed.length === 0, detail);
    if (failed.length > 0)
      await moveConnection(tx, {
        ...transitions.trouble,
        from: ["connected"],
        problem: { code: "test_failed", detail },
      });
    else {
      await settleConnection(tx, "A test of the connection went through.", now());
      await moveConnection(tx, {
        ...transitions.recovery,
        problem: null,
        onlyProblems: ["test_failed", "refresh_failing", "client_refused"],
      });
    }
    await writeLog(tx, now(), {
      level: failed.length === 0 ? "info" : "warning",
      operation: "Test connection",
      message:
        failed.length === 0
          ? "Connection test: everything works."
          : `Connection test: ${failed.map(({ capability }) => capability).join(", ")} did not work.`,
      steps: [...steps, { operation: "whole test", status: null, durationMs, correlationId: "-" }],
    });
  });
}

/** Null without a failure. One cause that stops several parts is told once. */
function describeFailures(failed: CapabilityResult[]): string | null {
  const [only, ...others] = new Set(failed.map(({ message }) => message));
  if (only === undefined) return null;
  if (failed.length > 1 && others.length === 0) return only;
  return failed.map(({ capability, message }) => `${capability}: ${message}`).join(" ");
}
