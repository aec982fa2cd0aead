import { dayIn } from "@/lib/format";
/** A time of today by the restaurant's clock; undefined: as soon as possible. What is past is refused by the API. */
export function readPickUpTime(text: string, timeZone: string, now: Date): string | undefined {
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return undefined;
  return `${dayIn(now, timeZone)}T${text}`;
}
