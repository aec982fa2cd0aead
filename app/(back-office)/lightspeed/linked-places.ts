import { hasConnection } from "@/components/lightspeed/connection-words";
import type { Actor } from "@/lib/auth/roles";
import type { Region } from "@/lib/format";
import { connectionOf, locationChoiceOf, locationsOf } from "../back-office-data";

/** A location of ours with the place at Lightspeed that it is linked to. */
export type LinkedPlace = {
  locationId: string;
  locationName: string;
  currency: string;
  region: Region;
  businessId: string;
  businessLocationId: string;
  businessLocationName: string;
};

export type PlaceChoice = {
  connected: boolean;
  /** All that the location picker leaves, in the order of the locations. */
  places: LinkedPlace[];
  /** The one that the address names, else the first. */
  chosen: LinkedPlace | null;
};

/** Which of the merchant's places a page is about. */
export async function placeChoiceOf(actor: Actor, wanted?: string | string[]): Promise<PlaceChoice> {
  const [connection, choice, locations] = await Promise.all([
    connectionOf(actor.merchantId),
    locationChoiceOf(actor),
    locationsOf(actor.merchantId),
  ]);
  const places = connection.links.flatMap(({ locationId, locationName, active, link }) => {
    const location = locations.find(({ id }) => id === locationId);
    if (!active || !link?.active || !location) return [];
    if (choice.kind === "one" && choice.location.id !== locationId) return [];
    const { currency, country, timeZone } = location;
    const region = { country, timeZone };
    const { businessId, businessLocationId, businessLocationName } = link;
    return [{ locationId, locationName, currency, region, businessId, businessLocationId, businessLocationName }];
  });
  return {
    connected: hasConnection(connection),
    places,
    chosen: places.find(({ locationId }) => locationId === wanted) ?? places[0] ?? null,
  };
}
