import { withTenant } from "@/db/client";
import { retireEndpoint } from "@/db/queries/webhook-endpoints";
import { AppError } from "@/lib/errors";
import { KSeriesError } from "@/lib/k-series";
import { kSeriesFor, kSeriesWith } from "@/lib/lightspeed/connection/k-series-for";
import type { Services } from "@/lib/services";
import { removeAtVendor } from "./endpoint-at-vendor";
import type { EndpointNeeds } from "./register-endpoint";

/** Takes an endpoint out of Lightspeed. Throws where a later try may help. */
export async function removeEndpoint(services: EndpointNeeds, merchantId: string, endpointId: string): Promise<void> {
  try {
    await removeAtVendor(kSeriesFor(services, merchantId), endpointId);
  } catch (error) {
    // Not connected any more: Delete has seen to it.
    if (error instanceof AppError) return;
    if (!(error instanceof KSeriesError) || error.transient) throw error;
  }
}

export async function endGrace({ db }: Pick<Services, "db">, merchantId: string, id: string): Promise<void> {
  await withTenant(db, merchantId, (tx) => retireEndpoint(tx, id));
}

/** With a token that is about to be given back; false where one of them may still be there. */
export async function removeEndpointsWith(
  services: Pick<Services, "lightspeed" | "traffic">,
  { merchantId, accessToken }: { merchantId: string; accessToken: string },
  endpointIds: string[],
): Promise<boolean> {
  const client = kSeriesWith(services, { merchantId, accessToken, record: () => {} });
  try {
    for (const endpointId of endpointIds) await removeAtVendor(client, endpointId);
    return true;
  } catch (error) {
    if (error instanceof KSeriesError) return false;
    throw error;
  }
}
