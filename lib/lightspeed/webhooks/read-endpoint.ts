import { withTenant } from "@/db/client";
import { findEndpoint, noteEndpointProblem, noteEndpointRead } from "@/db/queries/webhook-endpoints";
import type { WebhookDrift } from "@/db/schema";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { explainFailure } from "@/lib/lightspeed/connection/explain-failure";
import { kSeriesFor } from "@/lib/lightspeed/connection/k-series-for";
import { writeLog } from "@/lib/lightspeed/connection/log";
import { publishLive } from "@/lib/live/publish";
import { driftOf } from "./compare-endpoint";
import { tellDrift } from "./drift-issue";
import { readAtVendor } from "./endpoint-at-vendor";
import { wantedEndpoint } from "./endpoint-settings";
import type { EndpointNeeds } from "./register-endpoint";

/** Reads our endpoint back from Lightspeed and keeps where it differs; null where it does not, or where there is none to read. */
export async function readEndpoint(services: EndpointNeeds, merchantId: string): Promise<WebhookDrift | null> {
  const endpoint = await withTenant(services.db, merchantId, findEndpoint);
  if (!endpoint || endpoint.status === "pending") return null;
  const wanted = wantedEndpoint(services.lightspeed.webhooks, endpoint.endpointId);
  try {
    const drift = driftOf(wanted, await readAtVendor(kSeriesFor(services, merchantId), endpoint.endpointId));
    await withTenant(services.db, merchantId, async (tx) => {
      await noteEndpointRead(tx, endpoint.id, drift);
      await tellDrift(tx, drift, services.now());
      await publishLive(tx, merchantId, "webhooks");
      if (drift && !endpoint.drift)
        await writeLog(tx, services.now(), {
          level: "warning",
          operation: "Webhooks",
          message: `The webhook endpoint at Lightspeed is not as we registered it: ${drift.map(({ field }) => field).join(", ")}.`,
        });
    });
    return drift;
  } catch (error) {
    if (!(error instanceof KSeriesError)) throw error;
    const { message, remedy } = explainFailure(error);
    await withTenant(services.db, merchantId, async (tx) => {
      await noteEndpointProblem(tx, endpoint.id, `${message} ${remedy}`);
      await publishLive(tx, merchantId, "webhooks");
    });
    throw new AppError("k_series_unavailable", `${message} ${remedy}`, { cause: error });
  }
}
