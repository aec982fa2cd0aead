import { notFound, redirect } from "next/navigation";
import type { GuestPlace } from "@/lib/guest/guest-place";
import { api } from "./api";
import type { Basket } from "./basket";
import { readBasket, readToken } from "./guest-cookies";

export type SearchParams = Promise<Record<string, string | string[] | undefined>>;
export const one = (value: string | string[] | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

export type Visit = { token: string; place: GuestPlace; basket: Basket; type: GuestPlace["types"][number] | null };

type Way = {
  channel?: string | undefined;
  /** For what was ordered: also in a visit that was over a while ago. */
  toLook?: boolean;
};

/** Who is here and where; whoever has no visit yet, or one that is over, is sent through the door first. */
export async function requireVisit(locationId: string, { channel, toLook = false }: Way = {}): Promise<Visit> {
  const token = await readToken(locationId);
  if (token === null) redirect(door(locationId, channel));
  const [answer, basket] = await Promise.all([api.place(token), readBasket(locationId)]);
  if (!answer.ok) {
    if (answer.problem.code === "unauthorized") redirect(door(locationId, channel));
    notFound();
  }
  const place = answer.data;
  if (place.location.id !== locationId) redirect(door(locationId, channel));
  if (place.isOver && !toLook) redirect(door(locationId, channel ?? place.channel));
  const only = place.types.length === 1 ? place.types[0] : undefined;
  const type = only ?? place.types.find((known) => known === basket.type) ?? null;
  return { token, place, basket, type };
}

export const door = (locationId: string, channel = "online"): string =>
  `/o/${encodeURIComponent(locationId)}/enter?channel=${channel === "kiosk" ? "kiosk" : "online"}`;
