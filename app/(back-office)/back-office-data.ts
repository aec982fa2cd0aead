import { cookies } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import { cache } from "react";
import { nowhere, type Region } from "@/lib/format";
import { getConnectionView } from "@/lib/lightspeed/connection/connection-view";
import { chooseLocation } from "@/lib/locations/choose-location";
import { listLocations } from "@/lib/locations/list-locations";
import { log } from "@/lib/log";
import { services } from "@/lib/services";
import { getPrerequisites } from "@/lib/setup/get-prerequisites";
import { locationCookie } from "./preference-cookies";

/** Layout and page ask for the same; each is read once per request. */
export const connectionOf = cache((merchantId: string) => getConnectionView(services(), merchantId));
export const locationsOf = cache((merchantId: string) => listLocations(services(), merchantId));

export const prerequisitesOf = cache((merchantId: string) =>
  getPrerequisites(services(), merchantId, connectionOf(merchantId)),
);

type Who = { merchantId: string; userId: string };

/** What this user's picker was left at. */
export const rememberedLocationOf = async ({ userId }: Pick<Who, "userId">) =>
  (await cookies()).get(locationCookie(userId))?.value;

/** Where the picker stands for this user. */
export async function locationChoiceOf(who: Who) {
  const remembered = await rememberedLocationOf(who);
  return chooseLocation(await locationsOf(who.merchantId), remembered);
}

/**
 * Whose clock and customs a page follows: the chosen location's, else the first one's; where the picker leaves locations on different
 * clocks, times say which one theirs is.
 */
export async function regionOf(actor: { merchantId: string; userId: string }): Promise<Region> {
  const choice = await locationChoiceOf(actor);
  if (choice.kind === "one") return toRegion(choice.location);
  const all = await locationsOf(actor.merchantId);
  const [first] = all;
  if (!first) return nowhere;
  const differ = new Set(all.filter(({ active }) => active).map(({ timeZone }) => timeZone)).size > 1;
  return { ...toRegion(first), ...(differ ? { saysZone: true } : {}) };
}

const toRegion = ({ country, timeZone }: Region): Region => ({ country, timeZone });

/** A panel's data, or null when it could not be read: the other panels of the page are still shown. */
export async function forPanel<T>(panel: string, read: () => Promise<T>): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    unstable_rethrow(error);
    log.error({ panel, error }, "a panel could not be read");
    return null;
  }
}
