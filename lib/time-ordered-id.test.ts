import { expect, test } from "vitest";
import { timeOrderedId } from "./time-ordered-id";

test("an id is a UUID of version 7 that carries its moment and sorts by it", () => {
  const at = Date.UTC(2026, 0, 1);
  const ids = Array.from({ length: 1_000 }, (_, n) => timeOrderedId(at + n));
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect([...ids].sort()).toEqual(ids);
  expect(Number.parseInt(ids[7]?.replaceAll("-", "").slice(0, 12) ?? "", 16)).toBe(at + 7);
  expect(new Set(Array.from({ length: 1_000 }, () => timeOrderedId(at))).size).toBe(1_000);
});
