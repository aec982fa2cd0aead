import { z } from "zod";
import { type MoneyWire, perCurrency } from "../money";
import { defineOperation } from "../operation";
import { open, renamed } from "../shape";
import { decimal, decimalToWire } from "../wire";
import { atLocation, sku } from "./common";

const subLine = { sku, quantity: decimalToWire.optional() };

const cart = z.strictObject({
  accountProfileCode: z.string().optional(),
  items: z.array(z.strictObject({ ...subLine, subItems: z.array(z.strictObject(subLine)).optional() })).optional(),
});

const amounts = ({ read }: MoneyWire) => ({
  netAmount: read.nullish(),
  grossAmount: read.nullish(),
  taxAmount: read.nullish(),
});

const amountNames = { netAmount: "netMinor", grossAmount: "grossMinor", taxAmount: "taxMinor" } as const;

const taxBreakdown = perCurrency((money) =>
  renamed(
    open({
      transactions: z
        .array(
          renamed(
            open({
              sku: z.string().nullish(),
              quantity: decimal.nullish(),
              unitPrice: money.read.nullish(),
              ...amounts(money),
            }),
            { unitPrice: "unitPriceMinor", ...amountNames },
          ),
        )
        .nullish(),
      taxLines: z
        .array(
          renamed(
            open({
              description: z.string().nullish(),
              /** A multiplier: "1.12" for twelve percent. */
              taxRate: decimal.nullish(),
              taxCode: z.string().nullish(),
              taxName: z.string().nullish(),
              taxIncluded: z.boolean().nullish(),
              ...amounts(money),
            }),
            amountNames,
          ),
        )
        .nullish(),
      /** Hundredths; what they are in a currency without cents the vendor does not say. */
      totalNetAmountInCents: z.number().int().nullish(),
      totalGrossAmountInCents: z.number().int().nullish(),
      totalTaxAmountInCents: z.number().int().nullish(),
      amountDue: money.read.nullish(),
    }),
    { transactions: "lines", amountDue: "amountDueMinor" },
  ),
);

export type TaxBreakdown = z.output<ReturnType<typeof taxBreakdown>>;

export const taxPreview = {
  /** Plain carts only: no discounts, custom prices, service charge, tip or time of order; sub-items one level deep. */
  compute: defineOperation({
    method: "POST",
    path: "/tp/v1/business-locations/{businessLocationId}/tax-breakdown",
    scope: "orders-api",
    repeatable: true, // a read despite the verb
    currency: "required",
    params: atLocation,
    body: cart,
    response: taxBreakdown,
  }),
};
