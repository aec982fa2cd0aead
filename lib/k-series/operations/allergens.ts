import { z } from "zod";
import { defineOperation } from "../operation";
import { open } from "../shape";
import { atBusiness, listOf, nothing } from "./common";

const allergen = open({
  code: z.string(),
  translations: listOf(open({ locale: z.string().nullish(), text: z.string().nullish() })),
});

export type Allergen = z.output<typeof allergen>;

export const allergens = {
  /** Read at run time: the vendor publishes no fixed list. https://api-docs.lsk.lightspeed.app/operation/operation-teckelgetallergens */
  list: defineOperation({
    method: "GET",
    path: "/i/allergens",
    scope: "orders-api",
    repeatable: true,
    response: z.array(allergen),
  }),
};

const locale = z.string().regex(/^[A-Za-z]{2,3}(_[A-Za-z]{2})?$/, "is not a locale such as nl or fr_BE");
const one = { path: "/i/locales/{businessId}", scope: "orders-api", repeatable: true, params: atBusiness } as const;

/** The languages of a business's rich items. */
export const locales = {
  get: defineOperation({ ...one, method: "GET", response: z.array(z.string()) }),
  set: defineOperation({ ...one, method: "PUT", body: z.array(locale), response: nothing }),
};
