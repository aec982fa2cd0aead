import fc from "fast-check";
import { expect, test } from "vitest";
import { boardSize, FARTHEST, isFree, moved, nearestFree, neighbour } from "./grid";

const place = (id: string, x: number, y: number) => ({ id, x, y });

test("a table that is dropped on another one ends right beside it, on the grid", () => {
  const places = [place("a", 0, 0), place("b", 10, 10)];
  expect(nearestFree(places, place("b", 2.6, 7.4))).toEqual(place("b", 3, 7));
  expect(nearestFree(places, place("b", 1, 0))).toEqual(place("b", 1, 3));
  expect(nearestFree(places, place("b", -9, -9))).toEqual(place("b", 0, 3));
});

test("wherever a table is dropped, it ends on a free spot within the board", () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ x: fc.nat(40), y: fc.nat(40) }), { maxLength: 60 }),
      fc.record({ x: fc.integer({ min: -50, max: 500 }), y: fc.integer({ min: -50, max: 500 }) }),
      (spots, wish) => {
        const places = spots.map((spot, n) => ({ id: `t${n}`, ...spot }));
        const end = nearestFree(places, { id: "dragged", ...wish });
        expect(isFree(places, end)).toBe(true);
        for (const step of [end.x, end.y]) expect(step >= 0 && step <= FARTHEST && Number.isInteger(step)).toBe(true);
      },
    ),
    { numRuns: 100 },
  );
});

test("an arrow key moves a table one step, past what stands in the way, and not over the edge", () => {
  const places = [place("a", 0, 0), place("b", 4, 0)];
  expect(moved(places, place("a", 0, 0), "right")).toEqual(place("a", 8, 0));
  expect(moved(places, place("a", 0, 0), "down", 5)).toEqual(place("a", 0, 5));
  expect(moved(places, place("a", 0, 0), "left")).toEqual(place("a", 0, 0));
});

test("arrow keys go to the table that lies in that direction", () => {
  const places = [place("a", 0, 0), place("b", 5, 1), place("c", 0, 8), place("d", 20, 0)];
  const from = place("a", 0, 0);
  expect(neighbour(places, from, "right")?.id).toBe("b");
  expect(neighbour(places, from, "down")?.id).toBe("c");
  expect(neighbour(places, from, "up")).toBeNull();
});

test("the board holds every table and a margin", () => {
  expect(boardSize([place("a", 10, 2)], 0)).toEqual({ width: 14 * 28, height: 5 * 28 });
  expect(boardSize([], 6)).toEqual({ width: 10 * 28, height: 9 * 28 });
});
