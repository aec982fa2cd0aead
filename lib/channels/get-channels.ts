import { readTenant } from "@/db/client";
import { listLinkedSettings } from "@/db/queries/location-settings";
import type { OrderChannel } from "@/db/schema";
import type { Region } from "@/lib/format";
import { openingAt } from "@/lib/locations/opening-times";
import type { Services } from "@/lib/services";
import { missingBeforeLive } from "./before-live";
import { readChannelStates } from "./channel-states";
import { channelLabels, orderChannelOf, pauseOf } from "./channel-words";
import { findObstacles, kindsOf, type Obstacle } from "./find-obstacles";

/** A channel of a location, as the page shows it. Instants are ISO 8601. */
export type ChannelView = {
  channel: OrderChannel;
  label: string;
  on: boolean;
  paused: { by: "person" | "system"; reason: string; until: string | null } | null;
  blockedBy: Obstacle[];
  /** The order profiles that its orders are priced by. */
  profiles: string[];
};

export type ChannelsView = {
  /** The in-house channel's; the merchant has one. */
  provider: "lightspeed" | null;
  locations: {
    id: string;
    name: string;
    region: Region;
    /** When Lightspeed last said that the till takes orders. */
    readyAt: string | null;
    /** Outside its opening hours, when guests cannot order; `until` is null where it never opens. */
    closed: { until: string | null } | null;
    channels: ChannelView[];
  }[];
};

/** Of every active location; from our own database. */
export async function getChannels(
  services: Pick<Services, "db" | "lightspeed" | "now">,
  merchantId: string,
): Promise<ChannelsView> {
  const now = services.now();
  return readTenant(services.db, merchantId, async (tx) => {
    const [{ rows, account, locations, places, states }, linked, missing] = await Promise.all([
      readChannelStates(tx, { ...services.lightspeed, now }),
      listLinkedSettings(tx),
      missingBeforeLive(tx),
    ]);
    const provider = account.inHouseProvider;
    return {
      provider,
      locations: locations.map(({ id, name, country, timeZone, openingHours }, at) => {
        const settings = linked.find(({ link }) => link.locationId === id)?.settings ?? null;
        const codes = { local: settings?.orderProfileDineIn, to_go: settings?.orderProfileTakeaway };
        const profilesOf = (channel: OrderChannel) => [
          ...new Set(kindsOf[channel].flatMap((kind) => codes[kind] ?? [])),
        ];
        const sold = states
          .filter(({ locationId }) => locationId === id)
          .map(({ channel, on, paused, blockedBy }): ChannelView => {
            const stored = orderChannelOf[channel];
            const view = {
              channel: stored,
              label: channelLabels[channel],
              on,
              blockedBy: on ? blockedBy : [...missing(id), ...blockedBy],
              profiles: profilesOf(stored),
            };
            return { ...view, paused: toPauseView(paused) };
          });
        const row = rows.find((one) => one.locationId === id && one.channel === "in_house");
        const place = places[at];
        const inHouse: ChannelView = {
          ...{ channel: "in_house", label: "In-house", on: row?.on ?? false, profiles: profilesOf("in_house") },
          paused: toPauseView(pauseOf(row, now)),
          blockedBy: place ? findObstacles(place, { channel: "in_house" }) : [],
        };
        const readyAt = states.find(({ locationId }) => locationId === id)?.readyAt?.toISOString() ?? null;
        const { isOpen, changesAt } = openingAt(openingHours, timeZone, now);
        const closed = isOpen ? null : { until: changesAt?.toISOString() ?? null };
        return { id, name, region: { country, timeZone }, readyAt, closed, channels: [...sold, inHouse] };
      }),
    };
  });
}

const toPauseView = (pause: ReturnType<typeof pauseOf>): ChannelView["paused"] =>
  pause && { by: pause.by, reason: pause.reason, until: pause.until?.toISOString() ?? null };
