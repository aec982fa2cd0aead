import { expect, test } from "vitest";
import {
  type Basket,
  decodeBasket,
  emptyBasket,
  encodeBasket,
  fieldName,
  readChoices,
  withLine,
  withQuantity,
} from "./basket";

const burger = { sku: "BURGER", quantity: 1, choices: [{ group: 0, sku: "BACON" }] };
const add = (basket: Basket, line: Parameters<typeof withLine>[1], at: number | null = null) => {
  const next = withLine(basket, line, at);
  if (!next) throw new Error("it does not fit");
  return next;
};

test("equal wishes become one line, other wishes another, and each change makes it another order", () => {
  const first = add(emptyBasket(), burger);
  const second = add(add(first, burger), { sku: "BURGER", quantity: 1 });
  expect(second.lines).toEqual([
    { ...burger, quantity: 2 },
    { sku: "BURGER", quantity: 1 },
  ]);
  expect(second.key).not.toBe(first.key);
  expect(withQuantity(second, 0, 0).lines).toEqual([{ sku: "BURGER", quantity: 1 }]);
});

test("a cookie gives back what it was given, and anything else is an empty basket", () => {
  const basket = { ...add(emptyBasket(), burger), tipMinor: 250, type: "takeaway" as const };
  expect(decodeBasket(encodeBasket(basket))).toEqual(basket);
  for (const text of [
    undefined,
    "",
    "e30",
    "%%%",
    Buffer.from("[1]").toString("base64url"),
    Buffer.from("null").toString("base64url"),
  ])
    expect(decodeBasket(text).lines).toEqual([]);
});

test("what a cookie cannot hold is not taken in, and what is there stays", () => {
  let basket = emptyBasket();
  let refused = 0;
  for (let n = 0; n < 60; n++) {
    const next = withLine(
      basket,
      { sku: `SKU-${n}`.padEnd(25, "x"), quantity: 1, notes: ["12345678", "87654321"] },
      null,
    );
    if (next) basket = next;
    else refused++;
  }
  expect(encodeBasket(basket).length).toBeLessThanOrEqual(3_600);
  expect(basket.lines.length + refused).toBe(60);
  expect(basket.lines.length).toBeGreaterThan(20);
});

test("a form of choices is read to any depth, and what lies under an unchosen choice does not count", () => {
  const form = new FormData();
  form.append(fieldName("c", [0]), "A/B");
  form.append(fieldName("c", [0, "A/B", 1]), "BACON");
  form.append(fieldName("c", [0, "OTHER", 1]), "EGG");
  form.append(fieldName("n", [0, "A/B", 0]), "77");
  form.append(fieldName("n", [2]), "");
  form.append("c.x", "nonsense");
  expect(readChoices(form)).toEqual({
    choices: [{ group: 0, sku: "A/B", choices: [{ group: 1, sku: "BACON" }], notes: ["77"] }],
  });
});
