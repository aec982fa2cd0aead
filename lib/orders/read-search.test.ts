import { expect, test } from "vitest";
import { formatMoney } from "@/lib/format";
import { readSearch } from "./list-orders";

const antwerp = { country: "BE", currency: "EUR" };
const dublin = { country: "IE", currency: "EUR" };
const zurich = { country: "CH", currency: "CHF" };
const lyon = { country: "FR", currency: "EUR" };
const tokyo = { country: "JP", currency: "JPY" };
const kuwait = { country: "KW", currency: "KWD" };
const euro = (minor: number) => [{ currency: "EUR", minor }];

test.each([
  ["37,00", [antwerp], euro(3_700)],
  ["37.00", [antwerp], euro(3_700)],
  ["37,5", [antwerp], euro(3_750)],
  ["€ 37,00", [antwerp], euro(3_700)],
  ["€37", [antwerp], euro(3_700)],
  ["EUR 37,00", [antwerp], euro(3_700)],
  ["37,00 EUR", [antwerp], euro(3_700)],
  ["1.250,50", [antwerp], euro(125_050)],
  ["1,250.50", [dublin], euro(125_050)],
  ["1250,50", [antwerp, dublin], euro(125_050)],
  ["12.500", [tokyo], undefined],
  ["12,500", [tokyo], [{ currency: "JPY", minor: 12_500 }]],
  ["¥12,500", [tokyo], [{ currency: "JPY", minor: 12_500 }]],
  ["1200", [tokyo], [{ currency: "JPY", minor: 1_200 }]],
  ["12.500", [kuwait], [{ currency: "KWD", minor: 12_500 }]],
  // Twelve dinars and a half, or more than twelve thousand: not guessed where a dot sets thousands apart.
  ["12.500", [antwerp], undefined],
  ["37", [antwerp], undefined],
  ["12", [antwerp, tokyo], [{ currency: "JPY", minor: 12 }]],
  ["nothing-like-it", [antwerp], undefined],
  ["37,00", [], undefined],
])("“%s” is looked for as an amount the way that people write it where the merchant sells", (text, places, amounts) => {
  expect(readSearch(text, places).amounts).toEqual(amounts);
});

test.each([antwerp, dublin, zurich, lyon, tokyo, kuwait])(
  "an amount as the pages print it in $country is found by what was printed",
  (place) => {
    for (const minor of [750, 3_700, 125_050, 1_234_567])
      expect(readSearch(formatMoney(minor, place.currency, place), [place]).amounts).toEqual([
        { currency: place.currency, minor },
      ]);
  },
);

test("a bare number is an order or a table", () => {
  expect(readSearch("17", [antwerp])).toEqual({ text: "17", sequence: 17 });
  expect(readSearch("upv-017", [antwerp])).toEqual({ text: "upv-017", sequence: 17 });
});
