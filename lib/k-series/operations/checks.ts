import { z } from "zod";
import { type MoneyWire, perCurrency } from "../money";
import { defineOperation } from "../operation";
import { open, renamed } from "../shape";
import { timestamp } from "../timestamp";
import { decimal, int64 } from "../wire";
import { atLocation } from "./common";

const lineNames = {
  itemName: "name",
  itemSku: "sku",
  unitAmount: "unitPriceMinor",
  amountWithTax: "amountWithTaxMinor",
  amountLessTax: "amountLessTaxMinor",
  discountedAmount: "discountMinor",
  grossUnitAmount: "grossUnitPriceMinor",
  timeOfTransactionUtc: "soldAt",
  subLineItems: "subLines",
} as const;

const lineShape = ({ read }: MoneyWire) => ({
  id: int64.nullish(),
  uuid: z.string().nullish(),
  itemName: z.string().nullish(),
  itemSku: z.string().nullish(),
  unitAmount: read.nullish(),
  /** May be fractional. */
  quantity: decimal.nullish(),
  modifiers: z.array(open({ name: z.string().nullish(), quantity: z.number().nullish() })).nullish(),
  amountWithTax: read.nullish(),
  amountLessTax: read.nullish(),
  discountedAmount: read.nullish(),
  grossUnitAmount: read.nullish(),
  timeOfTransactionUtc: timestamp.nullish(),
  active: z.boolean().nullish(),
  parentId: int64.nullish(),
  isTaxIncluded: z.boolean().nullish(),
  taxIncluded: z.boolean().nullish(),
});

const flatLine = (money: MoneyWire) => renamed(open(lineShape(money)), lineNames);
export type CheckLine = z.output<ReturnType<typeof flatLine>> & { subLines?: CheckLine[] | null };

function checkLine(money: MoneyWire) {
  const line: z.ZodType<CheckLine> = renamed(
    open({
      ...lineShape(money),
      get subLineItems(): z.ZodType<CheckLine[] | null | undefined> {
        return z.array(line).nullish();
      },
    }),
    lineNames,
  );
  return line;
}

const checkPayment = ({ read }: MoneyWire) =>
  renamed(
    open({
      paymentMethodDescription: z.string().nullish(),
      externalReference: z.string().nullish(),
      paymentMethodCode: z.string().nullish(),
      amountPaid: read.nullish(),
      paymentDate: timestamp.nullish(),
      active: z.boolean().nullish(),
      accountCancelled: z.boolean().nullish(),
    }),
    { amountPaid: "paidMinor", paymentDate: "paidAt" },
  );

/** An open bill on the till; the vendor's JSON calls it account. It does not carry our order's reference. */
const checkFor = (money: MoneyWire) =>
  renamed(
    open({
      /** The `accountIdentifier`; optional as everything in a check is. */
      ikaccountId: z.string().nullish(),
      uuid: z.string().nullish(),
      name: z.string().nullish(),
      clientCount: z.number().int().nullish(),
      tableNumber: z.number().int().nullish(),
      openDate: timestamp.nullish(),
      closeDate: timestamp.nullish(),
      currentAmount: money.read.nullish(),
      paidAmount: money.read.nullish(),
      serviceCharge: money.read.nullish(),
      staffName: z.string().nullish(),
      staffId: int64.nullish(),
      posId: int64.nullish(),
      salesEntries: z.array(checkLine(money)).nullish(),
      paymentEntries: z.array(checkPayment(money)).nullish(),
    }),
    {
      ikaccountId: "accountIdentifier",
      openDate: "openedAt",
      closeDate: "closedAt",
      currentAmount: "totalMinor",
      paidAmount: "paidMinor",
      serviceCharge: "serviceChargeMinor",
      salesEntries: "lines",
      paymentEntries: "payments",
    },
  );

export const check = perCurrency(checkFor);
export type Check = z.output<ReturnType<typeof check>>;

const read = { method: "GET", scope: "orders-api", repeatable: true, currency: "required", query: atLocation } as const;

export const checks = {
  /** All open ones of the current day. https://api-docs.lsk.lightspeed.app/operation/operation-apegetcheck */
  list: defineOperation({
    ...read,
    path: "/o/op/1/order/table/getCheck",
    response: perCurrency((money) => z.array(checkFor(money))),
  }),
  /** Of several on the table the oldest; to see them all, filter `list`. Throws KSeriesNotFoundError where none is open. */
  getByTable: defineOperation({
    ...read,
    path: "/o/op/1/order/table/{tableNumber}/getCheck",
    params: z.object({ tableNumber: z.string().regex(/^\d{1,10}$/) }),
    response: check,
  }),
  get: defineOperation({ ...read, path: "/o/op/1/order/accounts/{accountIdentifier}", response: check }),
};
