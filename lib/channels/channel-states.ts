import { withTenant } from "@/db/client";
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
  return withTenant(db, merchantId, async (tx) => {
    const rows = await listChannels(tx);
    const account = await readAccount(tx, lightspeed.environment);
    const states: ChannelState[] = [];
    for (const location of await listLocations(tx)) {
      if (!location.active) continue;
      const locationId = location.id;
      const place = await readPlace(tx, account, { locationId, location });
      for (const channel of sellingChannels) {
        const name = orderChannelOf[channel];
        const row = rows.find((one) => one.locationId === locationId && one.channel === name);
        states.push({
          ...{ locationId, channel, on: row?.on ?? false, paused: pauseOf(row, now()) },
          blockedBy: findObstacles(place, { channel: name }),
          readyAt: place.readiness?.status === "READY" ? place.readiness.readAt : null,
        });
      }
    }
    return states;
  });
}
