"use client";

import { formatAge, formatInstant, type Region, zoneName } from "@/lib/format";
import { useNow } from "./use-now";

type RelativeTimeProps = {
  at: string;
  /** When the server rendered the page, so that both render the same words. */
  renderedAt: string;
  /** Of the exact time in the tooltip. */
  region: Region;
};

/** An age that stays true while the page is open. */
export function RelativeTime({ at, renderedAt, region }: RelativeTimeProps) {
  const now = useNow(renderedAt);
  return (
    <time dateTime={at} title={`${formatInstant(at, region)} (${zoneName(region)})`}>
      {formatAge(at, now)}
    </time>
  );
}
