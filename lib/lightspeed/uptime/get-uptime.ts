import { type TenantTransaction, withTenant } from "@/db/client";
import { listOutages, listWatchedPlaces, type WatchedPlace } from "@/db/queries/location-outages";
import type { LocationOutage } from "@/db/schema";
import { openTimes } from "@/lib/locations/opening-times";
import type { Services } from "@/lib/services";
import { isWithin, measureUptime } from "./measure-uptime";
import type { UptimeView } from "./uptime-types";

const DAYS_MS = 30 * 86_400_000;

/** The last 30 days of every linked location, from what was written down when it changed. */
export async function getUptime({ db, now }: Pick<Services, "db" | "now">, merchantId: string): Promise<UptimeView[]> {
  return withTenant(db, merchantId, (tx) => readUptime(tx, now()));
}

export async function readUptime(tx: TenantTransaction, until: Date): Promise<UptimeView[]> {
  const from = new Date(until.getTime() - DAYS_MS);
  const [places, outages] = await Promise.all([listWatchedPlaces(tx), listOutages(tx, from)]);
  return places.map((place) => {
    const own = outages.filter(({ locationId }) => locationId === place.id);
    return uptimeOf(place, own, { from, until });
  });
}

function uptimeOf(
  { id, name, openingHours, timeZone, linkedAt }: WatchedPlace,
  outages: LocationOutage[],
  { from, until }: { from: Date; until: Date },
): UptimeView {
  // Linked anew after something had been written down already: that counts, too.
  const first = Math.min(linkedAt.getTime(), ...outages.map(({ startedAt }) => startedAt.getTime()));
  const since = new Date(Math.max(from.getTime(), first));
  const open = openTimes(openingHours, timeZone, since, until);
  const spans = outages.map((outage) => ({
    outage,
    span: { from: outage.startedAt.getTime(), to: (outage.endedAt ?? until).getTime() },
  }));
  return {
    ...{ locationId: id, locationName: name, since: since.toISOString() },
    ...measureUptime(
      open,
      spans.map(({ span }) => span),
    ),
    outages: spans
      .filter(({ span }) => isWithin(open, span))
      .map(({ outage, span }) => ({
        ...{ id: outage.id, cause: outage.cause, startedAt: outage.startedAt.toISOString() },
        endedAt: outage.endedAt?.toISOString() ?? null,
        durationMs: span.to - span.from,
      })),
  };
}
