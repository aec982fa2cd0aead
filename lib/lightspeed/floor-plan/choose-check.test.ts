import fc from "fast-check";
import { expect, test } from "vitest";
import { checksOfTable, chooseCheck } from "./choose-check";
import type { OpenCheck } from "./floor-plan-types";

const check = (part: Partial<OpenCheck>): OpenCheck => ({
  ...{ key: "k", accountIdentifier: "A1.1", name: "", tableNumber: 12, guests: 2, openedAt: null, staffName: null },
  ...{ totalMinor: 100, paidMinor: 0, dueMinor: 100 },
  ...part,
});

/** A room in which several checks share tables, names and amounts; only the identifiers differ. */
const room = fc.uniqueArray(
  fc.record({
    accountIdentifier: fc
      .tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 9 }))
      .map(([a, b]) => `A${a}.${b}`),
    tableNumber: fc.constantFrom(11, 12, 13, null),
    name: fc.constantFrom("Table 12", ""),
    openedAt: fc.constantFrom("2026-11-26T10:00:00.000Z", "2026-11-26T11:00:00.000Z", null),
    dueMinor: fc.constantFrom(0, 4500),
  }),
  { selector: ({ accountIdentifier }) => accountIdentifier, minLength: 3, maxLength: 20 },
);

test("in 1,000 rooms the chosen check is the one with the guest's identifier, whatever else it shares with others", () => {
  fc.assert(
    fc.property(room, fc.nat(), (made, pick) => {
      const checks = made.map((one) => check({ ...one, key: one.accountIdentifier }));
      const wanted = checks[pick % checks.length];
      if (!wanted?.accountIdentifier) return;
      const { accountIdentifier, tableNumber } = wanted;
      const found = chooseCheck(checks, { accountIdentifier, tableNumber: tableNumber ?? 12 });
      expect(found).toBe(tableNumber === null ? null : wanted);
      for (const other of [11, 12, 13].filter((number) => number !== tableNumber))
        expect(chooseCheck(checks, { accountIdentifier, tableNumber: other })).toBeNull();
    }),
    { numRuns: 1_000 },
  );
});

test("all checks of a table are offered, the oldest first, and none of another one", () => {
  fc.assert(
    fc.property(room, (made) => {
      const checks = made.map((one) => check({ ...one, key: one.accountIdentifier }));
      const offered = checksOfTable(checks, 12);
      expect(new Set(offered)).toEqual(new Set(checks.filter(({ tableNumber }) => tableNumber === 12)));
      expect(offered.map(({ openedAt }) => openedAt ?? "")).toEqual(
        offered.map(({ openedAt }) => openedAt ?? "").sort(),
      );
    }),
  );
});

test("a closed check, one without an identifier, and an identifier that two share are never chosen", () => {
  const checks = [check({ accountIdentifier: null, key: "u" }), check({ key: "a" }), check({ key: "b" })];
  expect(chooseCheck(checks, { tableNumber: 12, accountIdentifier: "A1.1" })).toBeNull();
  expect(chooseCheck(checks, { tableNumber: 12, accountIdentifier: "A9.9" })).toBeNull();
});
