import fc from "fast-check";
import { expect, test } from "vitest";
import { lineLeft, worthOf } from "./refund-lines";

const line = (quantity: number, unitPriceMinor: number, discountMinor: number) => ({
  ...{ sku: "A", name: "Soup", quantity, unitPriceMinor, discountMinor, modifiers: [], subItems: [] },
});

test("given back piece by piece, a line comes to its price to the cent and no piece twice", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 1, max: 5_000 }),
      fc.nat(),
      (quantity, price, cut) => {
        const net = quantity * price;
        const soup = line(quantity, price, cut % Math.max(net - quantity + 1, 1));
        const refunds: { line: number; amountMinor: number; status: "succeeded" }[] = [];
        for (let piece = 0; piece < quantity; piece += 1) {
          const left = lineLeft(soup, 0, refunds);
          expect(left.quantity).toBe(quantity - piece);
          refunds.push({ line: 0, amountMinor: worthOf(soup, left, 1), status: "succeeded" });
        }
        expect(refunds.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(net - soup.discountMinor);
        expect(lineLeft(soup, 0, refunds)).toMatchObject({ quantity: 0, amountMinor: 0 });
      },
    ),
  );
});

test("a line that costs nothing has nothing to give", () => {
  expect(lineLeft(line(2, 500, 1_000), 0, [])).toMatchObject({ quantity: 0, amountMinor: 0 });
});
