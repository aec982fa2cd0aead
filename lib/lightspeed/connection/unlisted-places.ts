import type { BusinessSnapshot } from "@/db/schema";

type Linked = { businessLocationId: string };

/** Of linked places, those that are not in Lightspeed's list as it was last read. */
export function unlistedPlaces<Link extends Linked>(
  businesses: readonly BusinessSnapshot[],
  links: readonly Link[],
): Link[] {
  const known = new Set(businesses.flatMap(({ locations }) => locations.map(({ id }) => id)));
  return links.filter(({ businessLocationId }) => !known.has(businessLocationId));
}
