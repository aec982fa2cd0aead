import type { OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";

/** Every check exactly once: under its table's number, the oldest first, or among those that are at no table of the location. */
export function checksByTable(
  checks: readonly OpenCheck[],
  numbers: readonly number[],
): { at: Map<number, OpenCheck[]>; elsewhere: OpenCheck[] } {
  const known = new Set(numbers);
  const at = new Map<number, OpenCheck[]>();
  const elsewhere: OpenCheck[] = [];
  for (const check of [...checks].sort(byAge)) {
    const { tableNumber } = check;
    if (tableNumber === null || !known.has(tableNumber)) elsewhere.push(check);
    else at.set(tableNumber, [...(at.get(tableNumber) ?? []), check]);
  }
  return { at, elsewhere };
}

const byAge = (a: OpenCheck, b: OpenCheck) =>
  (a.openedAt ?? "").localeCompare(b.openedAt ?? "") || a.key.localeCompare(b.key);
