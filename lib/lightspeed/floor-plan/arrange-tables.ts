import type { TablePlace } from "@/db/schema";
import type { FloorTable } from "./floor-plan-types";
import type { VendorFloorPlan } from "./read-floor-plans";

/** From one table's corner to the next one's, in steps: a table is 4 wide and 3 high, with a gap of one. */
const ACROSS = 5;
const DOWN = 4;

/**
 * The vendor's tables where the merchant put them. Without a saved drawing a grid in the order of their numbers; tables that came later
 * stand below the drawing, and those that Lightspeed no longer has stay where they were, marked.
 */
export function arrangeTables(tables: VendorFloorPlan["tables"], saved: readonly TablePlace[] | null): FloorTable[] {
  const places = new Map(saved?.map((place) => [place.tableId, place]));
  const known = tables.filter(({ id }) => places.has(id));
  const others = tables.filter(({ id }) => !places.has(id)).sort((a, b) => a.number - b.number);
  const top = saved && saved.length > 0 ? Math.max(...saved.map(({ y }) => y)) + DOWN : 0;
  const columns = columnsFor(Math.max(tables.length, saved?.length ?? 0));
  const gone = (saved ?? []).filter(({ tableId }) => !tables.some(({ id }) => id === tableId));
  return [
    ...known.map((table) => {
      const { x = 0, y = 0 } = places.get(table.id) ?? {};
      return { ...table, x, y, state: "known" as const };
    }),
    ...others.map((table, place) => ({
      ...table,
      x: (place % columns) * ACROSS,
      y: top + Math.floor(place / columns) * DOWN,
      state: saved ? ("new" as const) : ("known" as const),
    })),
    ...gone.map(({ tableId, number, x, y }) => ({
      ...{ id: tableId, number, description: "", seats: null, active: false, x, y },
      state: "removed" as const,
    })),
  ];
}

/** Somewhat wider than high, as screens are. */
const columnsFor = (count: number) => Math.min(16, Math.max(4, Math.ceil(Math.sqrt(count * 1.2))));
