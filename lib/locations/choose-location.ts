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

/**
 * Whose orders and takings a page is about: the chosen location's where somebody had a choice, otherwise all of them. What a location
 * sold before it was deactivated was sold, so those belong to all of them too.
 */
export function ordersOf(choice: LocationChoice, locations: readonly LocationView[]): readonly LocationView[] {
  const hadChoice = locations.filter(({ active }) => active).length > 1;
  return choice.kind === "one" && hadChoice ? [choice.location] : locations;
}
