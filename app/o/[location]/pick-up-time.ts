import { dayIn } from "@/lib/format";
import type { GuestPlace } from "@/lib/guest/guest-place";

/** A time of today by the restaurant's clock; undefined: as soon as possible. What is past is refused by the API. */
export function readPickUpTime(
  text: string,
  { now, timeZone }: Pick<GuestPlace, "now" | "timeZone">,
): string | undefined {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined;
  return `${dayIn(new Date(now), timeZone)}T${text}`;
}
