import { expect, test } from "vitest";
import type { Sale } from "@/lib/k-series";
import { judgeReceipt, withoutReceipt } from "./look-for-void";

const receipt = (part: object, micros: number, paidMinor: number): Sale =>
  ({ ...part, lines: [{ totalNetWithoutTaxMicros: micros }], payments: [{ paidMinor }] }) as unknown as Sale;
const own = receipt({ type: "SALE", accountIdentifier: "A1.1", cancelled: true }, 3_500_000, 371);
const counter = (micros = -3_500_000, paidMinor = -371) =>
  receipt({ type: "VOID", cancelled: false }, micros, paidMinor);
const judge = (related: Sale[], sale = own) => judgeReceipt({ currency: "EUR", country: "" }, sale, related);

test("a receipt that is voided and whose figures add up to nothing is voided", () => {
  expect(judge([own, counter()]).voided).toMatch(/^Check A1\.1 is voided/);
  const silent = { ...own, cancelled: false };
  expect(judge([silent, counter()], silent).voided).not.toBeNull();
});

test.each([
  ["a receipt that nobody touched", [{ ...own, cancelled: false }], { ...own, cancelled: false }, /still count it/],
  ["one that is marked, and still counted", [own], own, /still hold €3\.50/],
  ["one of which a cent of the sale is left", [own, counter(-3_490_000)], own, /still hold €0\.01/],
  ["one of which the payment is left", [own, counter(-3_500_000, 0)], own, /still hold €3\.71/],
  ["one of which more went back than was sold", [own, counter(), counter()], own, /still hold/],
  ["one that the day's sales do not show at all", [], own, /still hold/],
])("%s is not", (_, related, sale, words) => {
  expect(judge(related, sale)).toMatchObject({ sold: true, voided: null, words: expect.stringMatching(words) });
});

test("a receipt that is missing once may be back in a moment; only one missed for a while is gone", () => {
  const at = (seconds: number) => new Date(1_790_000_000_000 + seconds * 1000);
  const seen = { saleSeenAt: at(0), receiptMissingSince: null };
  expect(withoutReceipt({ saleSeenAt: null, receiptMissingSince: null }, at(500)).voided).toBeNull();
  expect(withoutReceipt(seen, at(500))).toMatchObject({ voided: null, missingSince: at(500) });
  const missed = { ...seen, receiptMissingSince: at(500) };
  expect(withoutReceipt(missed, at(510))).toMatchObject({ voided: null, missingSince: at(500) });
  expect(withoutReceipt(missed, at(560)).voided).toBe("The receipt is in the till's sales no more.");
});
