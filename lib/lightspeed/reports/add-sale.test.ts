import fc from "fast-check";
import { expect, test } from "vitest";
import type { Sale } from "@/lib/k-series";
import { addSale } from "./add-sale";
import { apportion } from "./apportion";
import { dayBefore, daysBetween } from "./business-days";
import { percentOf } from "./reference-lists";
import { addTotals, noSales, type SalesTotals, salesTotalsSchema } from "./sales-totals";

const brussels = { currency: "EUR", timeZone: "Europe/Brussels" };
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const line = (over: object) => ({
  ...{ totalNetAmountWithoutTax: 0, totalNetWithoutTaxMicros: 10_000_000, taxMicros: 2_100_000 },
  ...{ taxLines: [{ taxCode: "A", taxMicros: 2_100_000 }], accountingGroup: { name: "Food" } },
  ...over,
});
const sale = (over: object): Sale =>
  ({
    type: "SALE",
    coverCount: 2,
    closedAt: "2026-03-29T01:30:00.000Z",
    lines: [line({})],
    payments: [],
    ...over,
  }) as Sale;

/** Names that every object has by itself: what a till calls so must add up like anything else. */
const inherited = ["constructor", "toString", "__proto__", "hasOwnProperty"];

const anySale = fc
  .record({
    type: fc.constantFrom("SALE", "SALE", "SALE", "VOID", "REFUND", "SPLIT"),
    lines: fc.array(
      fc.record({
        net: fc.integer({ min: -90_000_000, max: 900_000_000 }),
        tax: fc.integer({ min: -9_000_000, max: 200_000_000 }),
        group: fc.constantFrom("Food", "Drinks", "", "Wine", ...inherited),
        code: fc.constantFrom("A", "B", "C", ...inherited),
      }),
      { maxLength: 8 },
    ),
    profile: fc.constantFrom("DINEIN", "TAKEAWAY", null, ...inherited),
    closedAt: fc.option(fc.date({ min: new Date("2026-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })),
    paid: fc.array(
      fc.record({
        code: fc.constantFrom("CARD", "CASH", ...inherited),
        paidMinor: fc.integer({ min: -9_000, max: 90_000 }),
        tipMinor: fc.nat(900),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ lines, closedAt, paid, profile, type }) =>
    sale({
      ...{ type, accountProfileCode: profile, closedAt: closedAt?.toISOString() ?? null },
      lines: lines.map(({ net, tax, group, code }) =>
        line({
          ...{ totalNetWithoutTaxMicros: net, taxMicros: tax, taxLines: [{ taxCode: code, taxMicros: tax }] },
          accountingGroup: { name: group },
        }),
      ),
      payments: paid.map((one) => ({ ...one, description: null, currency: "EUR", surchargeMinor: 0 })),
    }),
  );

function tiesOut(totals: SalesTotals): void {
  for (const part of ["types", "hours", "profiles", "groups"] as const)
    expect(sum(Object.values<{ salesMinor: number }>(totals[part]).map((one) => one.salesMinor))).toBe(
      totals.salesMinor,
    );
  expect(sum(Object.values(totals.groups).map((one) => one.taxMinor))).toBe(totals.taxMinor);
  expect(sum(Object.values(totals.taxes).map((one) => one.taxMinor))).toBe(totals.taxMinor);
  expect(sum(Object.values(totals.taxes).map((one) => one.netMinor))).toBe(totals.salesMinor - totals.taxMinor);
  expect(sum(Object.values(totals.payments).map((one) => one.paidMinor))).toBe(totals.paidMinor);
  expect(sum(Object.values(totals.payments).map((one) => one.tipMinor))).toBe(totals.tipMinor);
}

test.each(["EUR", "JPY", "KWD"])("whatever was sold, every part adds up to the whole to the unit (%s)", (currency) => {
  fc.assert(
    fc.property(
      fc.array(
        fc.array(
          anySale.filter(({ lines }) => (lines ?? []).length > 0),
          { maxLength: 12 },
        ),
        { maxLength: 4 },
      ),
      (days) => {
        const each = days.map((sales) => {
          const totals = noSales();
          for (const one of sales) addSale(totals, one, { currency, timeZone: "Europe/Brussels" });
          tiesOut(totals);
          // The way through the database.
          return salesTotalsSchema.parse(JSON.parse(JSON.stringify(totals)));
        });
        const all = each.reduce(addTotals, noSales());
        tiesOut(all);
        expect(all.salesMinor).toBe(sum(each.map((one) => one.salesMinor)));
        for (const part of ["hours", "groups", "taxes", "payments"] as const)
          expect(new Set(Object.keys(all[part]))).toEqual(new Set(each.flatMap((one) => Object.keys(one[part]))));
        expect(all.receipts).toBe(sum(each.map((one) => one.receipts)));
      },
    ),
    { numRuns: 150 },
  );
});

test("shares add up to the total, and none is off by a unit or more", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -(10 ** 12), max: 10 ** 12 }), { minLength: 1, maxLength: 20 }),
      (micros) => {
        const total = Math.round(sum(micros) / 10_000) || 0;
        const parts = apportion(micros, total, "EUR");
        expect(sum(parts)).toBe(total);
        for (const [index, part] of parts.entries())
          expect(Math.abs(part - (micros[index] ?? 0) / 10_000)).toBeLessThan(1);
      },
    ),
  );
});

test("a refund takes back what it refunds, in every part; a float and an open check are no sales and are named", () => {
  const totals = noSales();
  addSale(totals, sale({}), brussels);
  addSale(
    totals,
    sale({
      type: "REFUND",
      lines: [
        line({
          totalNetWithoutTaxMicros: -10_000_000,
          taxMicros: -2_100_000,
          taxLines: [{ taxCode: "A", taxMicros: -2_100_000 }],
        }),
      ],
    }),
    brussels,
  );
  for (const type of ["FLOAT", "TRANSITORY", "SOMETHING_NEW"]) addSale(totals, sale({ type }), brussels);
  expect(totals).toMatchObject({ receipts: 1, covers: 2, salesMinor: 0, taxMinor: 0 });
  expect(totals.types).toEqual({ SALE: { count: 1, salesMinor: 1210 }, REFUND: { count: 1, salesMinor: -1210 } });
  expect(totals.leftOut).toEqual({ FLOAT: 1, TRANSITORY: 1, SOMETHING_NEW: 1 });
});

test("the hour is that of the restaurant's clock, also in the night in which it changes", () => {
  const totals = noSales();
  // 02:30 does not exist that night: half past one in UTC is half past three there.
  addSale(totals, sale({ closedAt: "2026-03-29T00:59:59.000Z" }), brussels);
  addSale(totals, sale({ closedAt: "2026-03-29T01:30:00.000Z" }), brussels);
  expect(Object.keys(totals.hours)).toEqual(["1", "3"]);
});

test("a receipt that does not say when it was closed belongs to no hour, not to midnight", () => {
  const totals = noSales();
  addSale(totals, sale({ closedAt: null }), brussels);
  addSale(totals, sale({ closedAt: "2026-03-28T23:30:00.000Z" }), brussels);
  expect(totals.hours).toEqual({ "": { count: 1, salesMinor: 1210 }, "0": { count: 1, salesMinor: 1210 } });
});

test("a payment in another currency is not added to this one's, and is named", () => {
  const totals = noSales();
  const payment = { code: "CARD", description: "Card", surchargeMinor: null };
  addSale(
    totals,
    sale({
      payments: [
        { ...payment, currency: "EUR", paidMinor: 1210, tipMinor: 150 },
        { ...payment, currency: "USD", paidMinor: 500, tipMinor: 0 },
      ],
    }),
    brussels,
  );
  expect(totals.payments).toEqual({ CARD: { name: "Card", count: 1, paidMinor: 1210, tipMinor: 150 } });
  expect(totals.leftOut).toEqual({ payment: 1 });
});

test("a business day is named by the date before its end, and a range has every day once", () => {
  expect(dayBefore("2026-11-27T04:00:00+01:00")).toBe("2026-11-26");
  expect(dayBefore("2026-03-01T00:00:00+01:00")).toBe("2026-02-28");
  const days = daysBetween("2025-10-01", "2026-09-30");
  expect(new Set(days).size).toBe(365);
});

test.each([
  ["1.21", "21"],
  ["1.055", "5.5"],
  ["1", "0"],
  ["1.125", "12.5"],
  ["1.0005", "0.05"],
])("a multiplier of %s is %s percent", (multiplier, percent) => expect(percentOf(multiplier)).toBe(percent));
