import { readTenant } from "@/db/client";
import { findLocation } from "@/db/queries/locations";
import type { Location } from "@/db/schema";
import { type BrandView, readBrand } from "@/lib/brand/get-brand";
import { openingAt } from "@/lib/locations/opening-times";
import { type PlaceDraft, preFlightPlace } from "@/lib/orders/pre-flight";
import type { Services } from "@/lib/services";
import type { ChannelCaller } from "./find-channel-caller";
import type { GuestOrderType } from "./guest-menu-types";
import { type GuestReason, onceEach, toGuestReasons } from "./guest-reasons";
import type { GuestChannel } from "./guest-token";

/** Where a guest is, and whether orders are taken right now. */
export type GuestPlace = {
  /** The guest's visit; null for a channel. */
  visit: string | null;
  /** The visit is over: what it has ordered is still told, and nothing more can be ordered in it. */
  isOver: boolean;
  /** How the restaurant wants to be seen; addresses are ours and open to anybody. */
  brand: Pick<BrandView, "name" | "logo" | "styleUrl">;
  location: { id: string; name: string; street: string; postalCode: string; city: string };
  channel: string;
  table: string | null;
  currency: string;
  /** ISO 3166 alpha-2: how the place writes amounts, dates and times. */
  country: string;
  timeZone: string;
  /** What time it is by our clock, which may not be the caller's: today's pick-up times are of this day. */
  now: string;
  /** How one may order here. */
  types: GuestOrderType[];
  isOpen: boolean;
  /** When it closes or opens next. */
  changesAt: string | null;
  /** Why nothing can be ordered now; empty when it can. */
  reasons: GuestReason[];
};

export const orderTypes: Record<GuestChannel, readonly GuestOrderType[]> = {
  online: ["takeaway"],
  kiosk: ["dine_in", "takeaway"],
  table_qr: ["dine_in"],
};

export const typesOf = (channel: string): readonly GuestOrderType[] =>
  channel in orderTypes ? orderTypes[channel as GuestChannel] : ["dine_in", "takeaway"];

export async function getGuestPlace(services: Services, caller: ChannelCaller): Promise<GuestPlace | null> {
  const { merchantId, locationId, channel } = caller;
  const types = [...typesOf(channel)];
  const [[location, brand], verdicts] = await Promise.all([
    readTenant(services.db, merchantId, (tx) => Promise.all([findLocation(tx, locationId), readBrand(tx)])),
    Promise.all(types.map((type) => preFlightPlace(services, emptyDraft(caller, type)))),
  ]);
  if (!location) return null;
  const { id, name, street, postalCode, city, country, currency, timeZone } = location;
  const now = services.now();
  const opening = openingAt(location.openingHours, timeZone, now);
  const { name: brandName, logo, styleUrl } = brand;
  // Open where one of the ways to order is.
  const reasons = verdicts.some(({ length }) => length === 0) ? [] : (verdicts[0] ?? []);
  const closed = opening.isOpen ? [] : [closedReason];
  return {
    location: { id, name, street, postalCode, city },
    visit: caller.visit?.id ?? null,
    isOver: caller.visit !== null && caller.visit.expiresAt <= now.getTime(),
    brand: { name: brandName, logo, styleUrl },
    ...{ channel, table: caller.visit?.table ?? null, currency, country, timeZone, types, isOpen: opening.isOpen },
    now: now.toISOString(),
    changesAt: opening.changesAt?.toISOString() ?? null,
    reasons: onceEach([...toGuestReasons(closed), ...toGuestReasons(reasons)]),
  };
}

const closedReason = { code: "closed", message: "", remedy: "" };

/** Refused outside the opening hours: now, or at the time of the pick-up. */
export function openingReasons({ openingHours, timeZone }: Location, at: Date): GuestReason[] {
  return openingAt(openingHours, timeZone, at).isOpen ? [] : toGuestReasons([closedReason]);
}

const emptyDraft = ({ merchantId, locationId, channel }: ChannelCaller, type: GuestOrderType): PlaceDraft => ({
  ...{ merchantId, locationId, channel, kind: type === "dine_in" ? "local" : "to_go", currency: null, collectAt: null },
});
