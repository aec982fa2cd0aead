import { z } from "zod";
import { micros, readOwnCurrency } from "../money";
import { open, openEnum, renamed } from "../shape";
import { timestamp } from "../timestamp";
import { decimal, int64 } from "../wire";

const text = z.string().nullish();
const idText = z.union([int64, z.string()]).nullish();
const amount = micros.nullish();

const voidReason = openEnum(
  "Broken",
  "Cooking",
  "Other",
  "Taste",
  "Unhappy Client",
  "User Mistake",
  "Waited too long",
).nullish();

const taxLine = renamed(
  open({
    taxId: text,
    taxCode: text,
    taxRate: decimal.nullish(),
    taxAmount: amount,
    taxIncluded: z.boolean().nullish(),
  }),
  { taxAmount: "taxMicros" },
);

/** Up to six decimals, so millionths and not minor units: rounded one by one they would not add up to the receipt. */
const saleLine = {
  id: text,
  parentLineId: text,
  /** For businesses whose prices include tax; others use `taxMicros` and `taxLines`. */
  totalNetAmountWithTax: amount,
  totalNetAmountWithoutTax: amount,
  menuListPrice: amount,
  unitCostPrice: amount,
  serviceCharge: amount,
  serviceChargeType: openEnum("UNTAXED", "APPORTIONED", "NO_SERVICE_CHARGE").nullish(),
  serviceChargeRate: decimal.nullish(),
  discountAmount: amount,
  taxCode: text,
  taxAmount: amount,
  taxRatePercentage: decimal.nullish(),
  taxLines: z.array(taxLine).nullish(),
  discountType: text,
  discountCode: text,
  discountName: text,
  accountDiscountAmount: amount,
  accountDiscountType: text,
  accountDiscountCode: text,
  accountDiscountName: text,
  totalDiscountAmount: amount,
  sku: text,
  name: text,
  nameOverride: text,
  statisticGroup: text,
  quantity: decimal.nullish(),
  currency: text,
  tags: z.array(z.string()).nullish(),
  revenueCenter: text,
  revenueCenterId: int64.nullish(),
  categories: z.array(open({ category: text, value: text })).nullish(),
  staffName: text,
  staffId: int64.nullish(),
  deviceName: text,
  deviceId: int64.nullish(),
  accountProfileCode: text,
  voidReason,
  accountingGroup: renamed(open({ accountingGroupId: int64.nullish(), name: text, statisticGroup: text, code: text }), {
    accountingGroupId: "id",
  }).nullish(),
};

const lineNames = {
  totalNetAmountWithTax: "totalNetWithTaxMicros",
  totalNetAmountWithoutTax: "totalNetWithoutTaxMicros",
  menuListPrice: "menuListPriceMicros",
  unitCostPrice: "unitCostPriceMicros",
  serviceCharge: "serviceChargeMicros",
  discountAmount: "discountMicros",
  taxAmount: "taxMicros",
  accountDiscountAmount: "accountDiscountMicros",
  totalDiscountAmount: "totalDiscountMicros",
} as const;

const consumer = open({
  id: text,
  customerId: int64.nullish(),
  title: text,
  firstName: text,
  lastName: text,
  phoneNumber1: text,
  phoneNumber2: text,
  companyName: text,
  addressLine1: text,
  addressLine2: text,
  zipCode: text,
  city: text,
  state: text,
  email: text,
  taxIdentifier: text,
  fiscalCode: text,
  destinationCode: text,
});

const paid = z.union([z.string(), z.number()]).nullish();

const salePayment = {
  code: text,
  description: text,
  paymentMethodId: int64.nullish(),
  netAmountWithTax: paid,
  currency: text,
  tip: paid,
  surcharge: paid,
  type: openEnum("NORMAL", "ACCOUNTS_RECEIVABLE").nullish(),
  deviceId: idText,
  deviceName: text,
  staffId: int64.nullish(),
  staffName: text,
  authorization: text,
  externalReference: text,
  revenueCenter: text,
  revenueCenterId: int64.nullish(),
  fiscId: text,
  fiscDate: timestamp.nullish(),
  uuid: text,
  consumer: consumer.nullish(),
};

type Paid = z.output<z.ZodObject<typeof salePayment>> & { roundingAmount?: string | number | null };

/** A payment names its currency, so that its amounts are in that one's minor units; null where it names none. */
function withMinorUnits<T extends Paid>({ netAmountWithTax, tip, surcharge, roundingAmount, ...rest }: T) {
  const minor = (value: string | number | null | undefined) =>
    value === null || value === undefined ? null : readOwnCurrency(value, rest.currency ?? "");
  return {
    ...rest,
    paidMinor: minor(netAmountWithTax),
    tipMinor: minor(tip),
    surchargeMinor: minor(surcharge),
    /** Cash rounding, paid minus payable; never sent in V1. */
    roundingMinor: minor(roundingAmount),
  };
}

const sale = {
  accountReference: text,
  accountFiscId: text,
  receiptId: text,
  source: open({ initialAccountId: text, previousAccountId: text }).nullish(),
  cancelled: z.boolean().nullish(),
  externalFiscalNumber: text,
  tableNumber: text,
  tableName: text,
  accountProfileCode: text,
  ownerName: text,
  ownerId: int64.nullish(),
  type: openEnum(
    ...([
      "SALE",
      "VOID",
      "RECALL",
      "REFUND",
      "SPLIT",
      "UPDATE",
      "TRANSFER",
      "FLOAT",
      "TRANSITORY",
      "CROSS_BL",
      "CANCEL",
    ] as const),
  ).nullish(),
  /** Of our orders: `TASK:OO-{businessLocationId}-{thirdPartyReference}`. */
  externalReferences: z.array(z.string()).nullish(),
  dineIn: z.boolean().nullish(),
  deviceName: text,
  deviceId: int64.nullish(),
  nbCovers: z.number().nullish(),
  voidReason,
};

const saleNames = { accountFiscId: "accountIdentifier", nbCovers: "coverCount", salesLines: "lines" } as const;

export const saleV1 = renamed(
  open({
    ...sale,
    timeofOpening: timestamp.nullish(),
    timeofCloseAndPaid: timestamp.nullish(),
    salesLines: z
      .array(renamed(open({ ...saleLine, timeofSale: timestamp.nullish() }), { ...lineNames, timeofSale: "soldAt" }))
      .nullish(),
    payments: z.array(open(salePayment).transform((payment) => withMinorUnits(payment))).nullish(),
  }),
  { ...saleNames, timeofOpening: "openedAt", timeofCloseAndPaid: "closedAt" },
);

export const saleV2 = renamed(
  open({
    ...sale,
    timeOfOpening: timestamp.nullish(),
    timeClosed: timestamp.nullish(),
    salesLines: z
      .array(renamed(open({ ...saleLine, timeOfSale: timestamp.nullish() }), { ...lineNames, timeOfSale: "soldAt" }))
      .nullish(),
    payments: z
      .array(open({ ...salePayment, roundingAmount: paid }).transform((payment) => withMinorUnits(payment)))
      .nullish(),
  }),
  { ...saleNames, timeOfOpening: "openedAt", timeClosed: "closedAt" },
);

/** One shape for both versions. V2 dates corrections when they were made, V1 on the business day they correct: never mix them in a figure. */
export type Sale = z.output<typeof saleV1>;
