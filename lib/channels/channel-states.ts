import { readTenant, type TenantTransaction } from "@/db/client";
import { listChannels } from "@/db/queries/channels";
import { listLocations } from "@/db/queries/locations";
import type { Services } from "@/lib/services";
import { type ChannelPause, orderChannelOf, pauseOf, type SellingChannel, sellingChannels } from "./channel-words";
import { findObstacles, type Obstacle } from "./find-obstacles";
import { readAccount, readPlace } from "./read-place";

export type ChannelState = {
  locationId: string;
  channel: SellingChannel;
  /** Switched on by somebody. Guests can order only where nothing pauses or blocks it as well. */
  on: boolean;
  paused: ChannelPause | null;
  blockedBy: Obstacle[];
  /** When Lightspeed last said that the till takes orders; null where its last word was another. */
  readyAt: Date | null;
};

/** Of every active location, by name; from our own database. */
export async function getChannelStates(
  { db, lightspeed, now }: Pick<Services, "db" | "lightspeed" | "now">,
  merchantId: string,
): Promise<ChannelState[]> {
  const { states } = await readTenant(db, merchantId, (tx) => readChannelStates(tx, { ...lightspeed, now: now() }));
  return states;
}

/** With the rows that they come from; the places in the order of the locations. */
export async function readChannelStates(
  tx: TenantTransaction,
  { environment, now }: Pick<Services["lightspeed"], "environment"> & { now: Date },
) {
  const [rows, account, all] = await Promise.all([listChannels(tx), readAccount(tx, environment), listLocations(tx)]);
  const locations = all.filter(({ active }) => active);
  const places = await Promise.all(
    locations.map((location) => readPlace(tx, account, { locationId: location.id, location })),
  );
  const states = locations.flatMap(({ id: locationId }, at): ChannelState[] => {
    const place = places[at];
    if (!place) return [];
    return sellingChannels.map((channel) => {
      const name = orderChannelOf[channel];
      const row = rows.find((one) => one.locationId === locationId && one.channel === name);
      return {
        ...{ locationId, channel, on: row?.on ?? false, paused: pauseOf(row, now) },
        blockedBy: findObstacles(place, { channel: name }),
        readyAt: place.readiness?.status === "READY" ? place.readiness.readAt : null,
      };
    });
  });
  return { rows, account, locations, places, states };
}
