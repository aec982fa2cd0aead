import type { LogEntryView } from "@/lib/lightspeed/connection/connection-view-types";

type Level = LogEntryView["level"];
type Params = Record<string, string | string[] | undefined>;

export type LogFilter = { level?: Level; text?: string };

export const levelWords: Record<Level, string> = { info: "Info", warning: "Warning", error: "Error" };

const MAX_TEXT = 100;

const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** From the address. What is not a level or is empty does not filter. */
export function parseLogFilter(params: Params): LogFilter {
  const level = single(params.level);
  // Control characters cannot be in an entry, and NUL cannot even be in a query.
  const text = (single(params.q) ?? "")
    .replace(/\p{Cc}/gu, " ")
    .trim()
    .slice(0, MAX_TEXT);
  return {
    ...(level !== undefined && Object.hasOwn(levelWords, level) ? { level: level as Level } : {}),
    ...(text ? { text } : {}),
  };
}

export const isFiltered = ({ level, text }: LogFilter): boolean => level !== undefined || text !== undefined;

/** The address that brings this filter back. */
export function logFilterHref({ level, text }: LogFilter): string {
  const query = new URLSearchParams({ tab: "status", ...(level && { level }), ...(text && { q: text }) });
  return `/lightspeed?${query}`;
}
