"use client";

import { formatAge, formatInstant } from "@/lib/format";
import { useNow } from "./use-now";

type RelativeTimeProps = {
  at: string;
  /** When the server rendered the page, so that both render the same words. */
  renderedAt: string;
  /** Of the exact time in the tooltip. */
  timeZone: string;
};

/** An age that stays true while the page is open. */
export function RelativeTime({ at, renderedAt, timeZone }: RelativeTimeProps) {
  const now = useNow(renderedAt);
  return (
    <time dateTime={at} title={`${formatInstant(at, timeZone)} (${timeZone})`}>
      {formatAge(at, now)}
    </time>
  );
}
