import fc from "fast-check";
import { expect, test } from "vitest";
import { nowhere } from "@/lib/format";
import type { FloorTable, OpenCheck } from "@/lib/lightspeed/floor-plan/floor-plan-types";
import { checksByTable } from "./checks-by-table";
import { tableWords } from "./table-words";

const NOW = Date.parse("2026-11-26T12:00:00.000Z");
const check = (part: Partial<OpenCheck>): OpenCheck => ({
  ...{ key: "k", accountIdentifier: "A1.1", name: "", tableNumber: 12, guests: 2, staffName: null },
  ...{ openedAt: "2026-11-26T11:25:00.000Z", totalMinor: 4500, paidMinor: 0, dueMinor: 4500 },
  ...part,
});
const table: FloorTable = {
  ...{ id: "t", number: 12, description: "Window", seats: 4, active: true, x: 0, y: 0, state: "known" },
};

test("in 1,000 rooms every check is shown exactly once: at its own table, or among those at none", () => {
  const rooms = fc.array(
    fc.record({ key: fc.uuid(), tableNumber: fc.oneof(fc.constantFrom(12, 12, 13), fc.nat(40), fc.constant(null)) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(rooms, fc.uniqueArray(fc.nat(40)), (made, numbers) => {
      const checks = made.map(check);
      const { at, elsewhere } = checksByTable(checks, numbers);
      const shown = [...[...at.values()].flat(), ...elsewhere].map(({ key }) => key);
      expect(shown.sort()).toEqual(checks.map(({ key }) => key).sort());
      for (const [number, there] of at)
        for (const { tableNumber } of there) expect([tableNumber, numbers.includes(number)]).toEqual([number, true]);
      for (const { tableNumber } of elsewhere)
        expect(tableNumber === null || !numbers.includes(tableNumber)).toBe(true);
    }),
    { numRuns: 1_000 },
  );
});

test("a tile tells amount, guests and age; of several checks how many, and each for itself when spoken", () => {
  const one = tableWords(table, [check({})], { currency: "EUR", region: nowhere, now: NOW });
  expect(one).toMatchObject({ tone: "open", count: "", main: "€45.00 due", detail: "2 guests · 35 min" });
  const three = [
    check({ key: "a", accountIdentifier: "A1.1", openedAt: "2026-11-26T09:55:00.000Z" }),
    check({ key: "b", accountIdentifier: "A1.2", dueMinor: 0, paidMinor: 4500 }),
    check({ key: "c", accountIdentifier: "A1.3", dueMinor: 1250, guests: null }),
  ];
  const words = tableWords(table, three, { currency: "EUR", region: nowhere, now: NOW });
  expect(words).toMatchObject({ tone: "long", count: "3 checks", main: "€57.50 due", detail: "4 guests · 2 h 05" });
  expect(words.spoken).toBe(
    "Table 12, Window, 3 open checks, check A1.1 €45.00 due 2 guests open for 2 h 05, check A1.2 paid 2 guests open for 35 min, check A1.3 €12.50 due open for 35 min",
  );
});

test("a table without a check says whether it is free, new, switched off or gone; a paid one that it is paid", () => {
  const words = (part: Partial<FloorTable>, checks: OpenCheck[] = []) => {
    const { tone, count, main, detail } = tableWords({ ...table, ...part }, checks, {
      currency: "EUR",
      region: nowhere,
      now: NOW,
    });
    return [tone, count, main, detail];
  };
  expect(words({})).toEqual(["free", "", "Free", "4 seats"]);
  expect(words({ state: "new" })).toEqual(["new", "New", "Free", "4 seats"]);
  expect(words({ active: false })).toEqual(["off", "", "Not in use", "4 seats"]);
  expect(words({ state: "removed", active: false, seats: null })).toEqual(["removed", "Gone", "Not in Lightspeed", ""]);
  expect(words({}, [check({ dueMinor: 0 })])).toEqual(["paid", "", "Paid", "2 guests · 35 min"]);
});
