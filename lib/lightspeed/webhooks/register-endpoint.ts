import { type TenantTransaction, withTenant } from "@/db/client";
import { findConnection } from "@/db/queries/connections";
import {
  findEndpoint,
  insertEndpoint,
  noteEndpointProblem,
  noteEndpointRead,
  noteRegistered,
} from "@/db/queries/webhook-endpoints";
import type { LogStep, StoredWebhookEndpoint } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { tellDrift } from "./drift-issue";
import { putAtVendor } from "./endpoint-at-vendor";
import { newEndpointId, storedSettings, wantedEndpoint } from "./endpoint-settings";
import { linkPlaces } from "./link-places";

export type EndpointNeeds = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/**
 * Sees to it that Lightspeed has our endpoint as we want it and every linked place sends to it. Safe to repeat, also after a try whose
 * outcome is unknown: the id is stored before the first call and kept. Throws where a later try may help.
 */
export async function registerEndpoint(services: EndpointNeeds, merchantId: string): Promise<void> {
  const endpoint = await withTenant(services.db, merchantId, (tx) => claimEndpoint(services, tx));
  if (!endpoint) return;
  const steps: LogStep[] = [];
  const client = kSeriesFor(services, merchantId, { record: (step) => steps.push(step) });
  const wanted = wantedEndpoint(services.lightspeed.webhooks, endpoint.endpointId);
  try {
    const drift = await putAtVendor(client, wanted);
    await withTenant(services.db, merchantId, async (tx) => {
      if (!(await noteRegistered(tx, endpoint.id, storedSettings(wanted)))) return;
      if (drift) await noteEndpointRead(tx, endpoint.id, drift);
      await tellDrift(tx, drift, services.now());
      await publishLive(tx, merchantId, "webhooks");
      if (steps.some(({ operation }) => /\.(create|update)$/.test(operation)))
        await writeLog(tx, services.now(), {
          level: "info",
          operation: "Webhooks",
          message: `The webhook endpoint was registered at Lightspeed: notifications go to ${new URL(wanted.url).host}.`,
          steps,
        });
    });
    await linkPlaces(services, merchantId);
  } catch (error) {
    await noteFailure(services, merchantId, endpoint, error, steps);
    if (error instanceof KSeriesError && error.transient) throw error;
  }
}

/** The same for somebody who waits for it: says what did not work. */
export async function registerEndpointNow(services: EndpointNeeds, merchantId: string): Promise<void> {
  await registerEndpoint(services, merchantId).catch((error: unknown) => {
    // Kept with the endpoint; said below.
    if (!(error instanceof KSeriesError)) throw error;
  });
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  if (!endpoint) throw new AppError("not_connected", "Connect Lightspeed first.");
  if (endpoint.problem) throw new AppError("k_series_unavailable", endpoint.problem);
}

/** The endpoint in use, made on first use. Null where nothing is connected. */
async function claimEndpoint(
  { lightspeed }: EndpointNeeds,
  tx: TenantTransaction,
): Promise<StoredWebhookEndpoint | null> {
  const connection = await findConnection(tx);
  const here = connection?.environment === lightspeed.environment;
  if (!connection || !here || !["connected", "degraded"].includes(connection.status)) return null;
  const found = await findEndpoint(tx);
  if (found) return found;
  const endpointId = newEndpointId();
  const settings = storedSettings(wantedEndpoint(lightspeed.webhooks, endpointId));
  // Null: somebody else was quicker, and its id is the one.
  return (
    (await insertEndpoint(tx, { ...settings, endpointId, environment: connection.environment })) ?? findEndpoint(tx)
  );
}

async function noteFailure(
  { db, now }: EndpointNeeds,
  merchantId: string,
  { id }: StoredWebhookEndpoint,
  error: unknown,
  steps: LogStep[],
): Promise<void> {
  if (!(error instanceof KSeriesError || error instanceof AppError)) throw error;
  const { message, remedy } = explainFailure(error);
  await withTenant(db, merchantId, async (tx) => {
    await noteEndpointProblem(tx, id, `${message} ${remedy}`);
    await publishLive(tx, merchantId, "webhooks");
    await writeLog(tx, now(), {
      level: "warning",
      operation: "Webhooks",
      message: `The webhook endpoint could not be registered. ${message}`,
      steps,
    });
  });
}
