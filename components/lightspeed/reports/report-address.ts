/** The address of a report; without days the business day that is now. */
export function reportAddress({ place, from, to }: { place?: string | undefined; from?: string; to?: string }): string {
  const query = new URLSearchParams({ ...(place ? { place } : {}), ...(from && to ? { from, to } : {}) });
  return query.size > 0 ? `/lightspeed/reports?${query}` : "/lightspeed/reports";
}
