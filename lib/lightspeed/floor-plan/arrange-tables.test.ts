import fc from "fast-check";
import { expect, test } from "vitest";
import { arrangeTables } from "./arrange-tables";

const tables = (numbers: number[]) =>
  numbers.map((number) => ({ id: `t${number}`, number, description: "", seats: 4, active: true }));
const at = (list: ReturnType<typeof arrangeTables>, id: string) => list.find((table) => table.id === id);

test("without a saved drawing the tables stand in a grid in the order of their numbers, none of them new", () => {
  const arranged = arrangeTables(tables([3, 1, 2, 10]), null);
  expect(arranged.map(({ number, x, y, state }) => [number, x, y, state])).toEqual([
    [1, 0, 0, "known"],
    [2, 5, 0, "known"],
    [3, 10, 0, "known"],
    [10, 15, 0, "known"],
  ]);
});

test("saved tables stand where they were put, new ones below, and removed ones stay marked in their place", () => {
  const saved = [
    { tableId: "t1", number: 1, x: 7, y: 9 },
    { tableId: "t8", number: 8, x: 20, y: 2 },
  ];
  const arranged = arrangeTables(tables([1, 2]), saved);
  expect(at(arranged, "t1")).toMatchObject({ x: 7, y: 9, state: "known" });
  expect(at(arranged, "t2")).toMatchObject({ x: 0, y: 13, state: "new" });
  expect(at(arranged, "t8")).toMatchObject({ number: 8, x: 20, y: 2, state: "removed", active: false });
});

test("a drawing saved empty makes every table new", () => {
  expect(arrangeTables(tables([1, 2]), []).map(({ state }) => state)).toEqual(["new", "new"]);
});

test("no table is lost or doubled, and none that has no saved place stands on another", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 400 }), { maxLength: 300 }),
      fc.uniqueArray(
        fc.record({
          tableId: fc.integer({ min: 1, max: 400 }).map((n) => `t${n}`),
          number: fc.nat(),
          x: fc.nat(80),
          y: fc.nat(80),
        }),
        { selector: ({ tableId }) => tableId, maxLength: 50 },
      ),
      (numbers, saved) => {
        const arranged = arrangeTables(tables(numbers), saved);
        const wanted = new Set([...numbers.map((n) => `t${n}`), ...saved.map(({ tableId }) => tableId)]);
        expect(arranged).toHaveLength(wanted.size);
        const others = arranged.filter(({ state }) => state === "new");
        const clear = (a: (typeof others)[number], b: (typeof others)[number]) =>
          Math.abs(a.x - b.x) >= 4 || Math.abs(a.y - b.y) >= 3;
        for (const one of others) for (const other of arranged) if (one !== other) expect(clear(one, other)).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});
