import type { ConnectionView, LocationLinkView } from "@/lib/lightspeed/connection/connection-view-types";

export type LinkOption = { id: string; label: string };
export type LinkGroup = { businessId: string; businessName: string; options: LinkOption[] };

/**
 * What one of our locations can be linked to: everything the token sees, by business. A stored link that the token no
 * longer sees stays in the list, or saving the form would silently change it. The id is added where two share a name.
 */
export function linkOptions(businesses: ConnectionView["businesses"], link: LocationLinkView["link"]): LinkGroup[] {
  const names = businesses.flatMap(({ locations }) => locations.map(({ name }) => name));
  const shared = new Set(names.filter((name, place) => names.indexOf(name) !== place));
  const groups = businesses.map(({ id, name, locations }) => ({
    businessId: id,
    businessName: name || id,
    options: locations.map((location) => ({
      id: location.id,
      label: shared.has(location.name) ? `${location.name} (${location.id})` : location.name || location.id,
    })),
  }));
  const seen = groups.some(({ options }) => options.some(({ id }) => id === link?.businessLocationId));
  if (!link || seen) return groups;
  const gone = { id: link.businessLocationId, label: link.businessLocationName || link.businessLocationId };
  return [
    ...groups,
    { businessId: link.businessId, businessName: "No longer visible to this sign-in", options: [gone] },
  ];
}
