import { z } from "zod";
import { defineOperation } from "../operation";
import { open, renamed } from "../shape";
import { decimal, int64 } from "../wire";
import { atLocation, embedded } from "./common";

const financeBusiness = renamed(
  open({
    businessName: z.string().nullish(),
    businessId: int64,
    currencyCode: z.string().nullish(),
    businessLocations: z
      .array(
        renamed(
          open({
            blName: z.string().nullish(),
            blID: int64,
            country: z.string().nullish(),
            timezone: z.string().nullish(),
          }),
          { blName: "name", blID: "id", timezone: "timeZone" },
        ),
      )
      .nullish(),
  }),
  { businessName: "name", businessId: "id", currencyCode: "currency" },
);

const taxRate = open({
  code: z.string().nullish(),
  description: z.string().nullish(),
  /** A multiplier: "1.12" for twelve percent. */
  rate: decimal.nullish(),
  taxIncluded: z.boolean().nullish(),
  accountingReference: z.string().nullish(),
});

const paymentMethod = renamed(
  open({
    name: z.string().nullish(),
    /** What orders and payments name as `paymentMethod`. */
    code: z.string().nullish(),
    accountingReference: z.string().nullish(),
    pmId: int64.nullish(),
  }),
  { pmId: "id" },
);

/** JSON inside a JSON text here, plain text inside sales. */
const statisticGroups = z.string().transform((text) => {
  const parsed = z
    .array(z.looseObject({ category: z.string().nullish(), value: z.string().nullish() }))
    .safeParse(readJson(text));
  return parsed.success ? parsed.data : [{ category: null, value: text }];
});

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const accountingGroup = renamed(
  open({
    accountingGroupId: int64,
    name: z.string().nullish(),
    statisticGroup: statisticGroups.nullish(),
    code: z.string().nullish(),
  }),
  { accountingGroupId: "id", statisticGroup: "statisticGroups" },
);

export type FinanceBusiness = z.output<typeof financeBusiness>;
export type TaxRate = z.output<typeof taxRate>;
export type PaymentMethod = z.output<typeof paymentMethod>;
export type AccountingGroup = z.output<typeof accountingGroup>;

const list = { method: "GET", scope: "financial-api", repeatable: true } as const;

export const finance = {
  /** The only source of currency, country and time zone; at most 500 locations per business. */
  businesses: defineOperation({
    ...list,
    path: "/f/data/businesses",
    query: z.object({ page: z.number().int().min(0).optional(), size: z.number().int().min(1).max(1000).optional() }),
    response: embedded("businessList", financeBusiness),
    paging: { style: "page", size: "size", largest: 1000, key: "id" },
  }),
  taxRates: defineOperation({
    ...list,
    path: "/f/finance/{businessLocationId}/tax-rates",
    params: atLocation,
    response: embedded("taxRateList", taxRate),
  }),
  /** https://api-docs.lsk.lightspeed.app/operation/operation-financial-apigetpaymentmethods */
  paymentMethods: defineOperation({
    ...list,
    path: "/f/finance/{businessLocationId}/paymentMethods",
    params: atLocation,
    response: embedded("paymentMethodList", paymentMethod),
  }),
  accountingGroups: defineOperation({
    ...list,
    path: "/f/finance/{businessLocationId}/accountingGroups",
    params: atLocation,
    response: embedded("accountingGroupList", accountingGroup),
  }),
};
