import { withTenant } from "@/db/client";
import type { LinkedPlace } from "@/db/queries/location-settings";
import { noteReadinessTry } from "@/db/queries/pos-readiness";
import type { OnlineOrderReadiness } from "@/lib/k-series";
import { publishLive } from "@/lib/live/publish";
import type { Services } from "@/lib/services";
import { explainFailure } from "../connection/explain-failure";
import { kSeriesFor } from "../connection/k-series-for";
import { storeWord } from "./store-word";

type Needs = Pick<Services, "db" | "oauth" | "keyring" | "now" | "lightspeed" | "traffic">;

/** Asks Lightspeed once and keeps the answer. A failure keeps what is known, with its age and the reason. */
export async function readReadiness(services: Needs, { merchantId, ...place }: LinkedPlace): Promise<boolean> {
  const { businessLocationId } = place;
  const askedAt = services.now();
  try {
    const client = kSeriesFor(services, merchantId);
    const answer = await client.readiness.get({ query: { businessLocationId } });
    await withTenant(services.db, merchantId, async (tx) => {
      const readAt = services.now();
      const outcome = await storeWord(tx, place, { ...toWord(answer), readAt, source: "poll" }, askedAt);
      if (outcome === "older") await noteReadinessTry(tx, place, { triedAt: readAt, problem: null });
    });
    return true;
  } catch (error) {
    const { message, remedy } = explainFailure(error);
    await withTenant(services.db, merchantId, async (tx) => {
      await noteReadinessTry(tx, place, { triedAt: services.now(), problem: `${message} ${remedy}` });
      await publishLive(tx, merchantId, "readiness", { locationId: place.locationId });
    });
    return false;
  }
}

function toWord({ status, lastUpdatedAt, onlineOrderingApiConfiguration: api, posStatus: pos }: OnlineOrderReadiness) {
  return {
    status,
    apiEnabled: api?.enabled ?? null,
    salesPeriod: pos?.salesPeriod ?? null,
    acceptingOnlineOrders: pos?.acceptingOnlineOrders ?? null,
    availableDevices: pos?.availableDevices ?? null,
    orderProfileId: api?.orderProfileId ?? null,
    staffId: api?.staffId ?? null,
    lastUpdatedAt: lastUpdatedAt ? new Date(lastUpdatedAt) : null,
  };
}
