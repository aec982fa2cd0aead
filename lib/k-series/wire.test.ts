import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { canonicalDecimal } from "./decimal";
import { open, openEnum, renamed } from "./shape";
import { localTimestamp, timestamp } from "./timestamp";
import { id, int64, int64ToWire, parseJson, printJson } from "./wire";

const MAX = 2n ** 63n - 1n;
const anyId = fc.oneof(
  fc.bigInt({ min: 0n, max: MAX }),
  fc.constantFrom(0n, 1n, 2n ** 53n - 1n, 2n ** 53n, 2n ** 53n + 1n, 90071992547409935n, MAX - 1n, MAX),
);

test("every id from 0 to 2^63-1 comes through reading and printing unchanged", () => {
  fc.assert(
    fc.property(anyId, (value) => {
      const wire = `{"id":${value},"list":[${value}]}`;
      const read = z.object({ id: int64, list: z.array(int64) }).parse(parseJson(wire));
      expect(read).toEqual({ id: String(value), list: [String(value)] });
      expect(printJson({ id: int64ToWire.parse(read.id), list: read.list.map((one) => int64ToWire.parse(one)) })).toBe(
        wire,
      );
    }),
    { numRuns: 5_000 },
  );
});

test("an id that the vendor writes as text, or as a number with exponent, is the same id", () => {
  expect(int64.parse(parseJson('"9765040300495493"'))).toBe("9765040300495493");
  expect(z.object({ id: int64 }).parse(parseJson('{"id":9.765040300495493E15}'))).toEqual({ id: "9765040300495493" });
});

test.each(["9223372036854775808", "-1", "1.5", "", "12a", "../1", "99999999999999999999"])("%j is no id", (text) => {
  expect(id.safeParse(text).success).toBe(false);
});

test("a number that JavaScript would round comes back as its text, and stays printable for a snapshot", () => {
  const read = parseJson('{"known":1,"fieldOfTomorrow":9007199254740993,"price":12345678901234567.89}');
  expect(JSON.stringify(read)).toBe('{"known":1,"fieldOfTomorrow":"9007199254740993","price":"12345678901234567.89"}');
});

test("digits inside texts are texts, however long", () => {
  const value = { note: ': 1234567890123456789, "quoted", [9007199254740993]', id: 7 };
  expect(parseJson(JSON.stringify(value))).toEqual(value);
});

test("both ways of reading agree on any JSON whose numbers are small", () => {
  const safe = fc.jsonValue({ maxDepth: 4 }).filter((value) => !/\d{16}|\de|__proto__/i.test(JSON.stringify(value)));
  fc.assert(
    fc.property(safe, (value) => {
      const text = JSON.stringify(value);
      expect(parseJson(text)).toEqual(JSON.parse(text));
      // The long number sends the whole text the careful way.
      expect(parseJson(`[${text}, 9007199254740993]`)).toEqual([JSON.parse(text), "9007199254740993"]);
    }),
  );
});

test("what is no JSON is a SyntaxError", () => {
  for (const text of ["<html>", "{", '{"id":12345678901234567890,}', ""])
    expect(() => parseJson(text)).toThrow(SyntaxError);
});

test.each([
  ["1.0E1", "10"],
  ["12.50", "12.5"],
  ["-0.10", "-0.1"],
  ["1.0E-7", "0.0000001"],
  ["007", "007".slice(2)],
  [0.1, "0.1"],
  [1.12, "1.12"],
])("the decimal %j reads %j", (value, text) => {
  expect(canonicalDecimal(value)).toBe(text);
});

test.each([
  ["2023-11-07T22:05:16.127+0000", "2023-11-07T22:05:16.127Z"],
  ["2026-02-14T18:31:00.000+00:00", "2026-02-14T18:31:00.000Z"],
  ["2026-02-14T18:31:00Z", "2026-02-14T18:31:00.000Z"],
  ["2026-02-14T19:31:00+0100", "2026-02-14T18:31:00.000Z"],
  ["2026-02-14T18:31:00", "2026-02-14T18:31:00.000Z"],
  ["2026-02-14T18:31:00.1234567Z", "2026-02-14T18:31:00.123Z"],
])("the time %s is %s", (wire, iso) => {
  expect(timestamp.parse(wire)).toBe(iso);
});

test("the start of a business day keeps the restaurant's own offset", () => {
  expect(localTimestamp.parse("2026-02-15T05:00:00+0100")).toBe("2026-02-15T05:00:00+01:00");
});

test.each(["yesterday", "2026-13-41T00:00:00Z", "1700000000", "14-02-2026"])("%j is no time", (text) => {
  expect(timestamp.safeParse(text).success).toBe(false);
});

test("unknown fields and words are kept, known names are put right, and nothing takes their place", () => {
  const schema = renamed(open({ menuName: z.string(), mode: openEnum("A", "B") }), { menuName: "name" });
  const read = schema.parse(parseJson('{"menuName":"Lunch","mode":"C","fieldOfTomorrow":1,"name":"intruder"}'));
  expect(read).toEqual({ name: "Lunch", mode: "C", fieldOfTomorrow: 1 });
});

test.each(['{"__proto__":{"admin":true},"a":1}', '{"__proto__":{"admin":true},"a":9007199254740993}'])(
  "%s gives no object a prototype of its choice",
  (wire) => {
    const read = open({ a: int64 }).parse(parseJson(wire)) as Record<string, unknown>;
    expect(read.admin).toBeUndefined();
    expect(Object.keys(read)).toEqual(["a"]);
  },
);
