import type { LocationView } from "./location-types";

/** What the picker in the top bar stands on. */
export type LocationChoice = { kind: "none" } | { kind: "all" } | { kind: "one"; location: LocationView };

export const ALL_LOCATIONS = "all";

/**
 * A remembered id counts only while it is an active location of this merchant; a single location is chosen by itself.
 */
export function chooseLocation(locations: readonly LocationView[], remembered: string | undefined): LocationChoice {
  const active = locations.filter((location) => location.active);
  const [first] = active;
  if (!first) return { kind: "none" };
  const location = active.length === 1 ? first : active.find(({ id }) => id === remembered);
  return location ? { kind: "one", location } : { kind: "all" };
}
