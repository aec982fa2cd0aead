import { z } from "zod";
import { type MoneyWire, perCurrency } from "../money";
import { defineOperation } from "../operation";
import { renamed } from "../shape";
import { instantToWire } from "../timestamp";
import { int64ToWire } from "../wire";
import { accepted } from "./common";
import { localLine, toGoLine } from "./order-lines";

const customerInfo = z
  .strictObject({
    firstName: z.string().min(1).max(128),
    lastName: z.string().optional(),
    thirdPartyReference: z.string().optional(),
    email: z.string().optional(),
    contactNumberAsE164: z.string().optional(),
    notes: z.string().optional(),
    salutation: z.string().optional(),
    sendEmailReceipts: z.boolean().optional(),
    emailNotification: z.enum(["ENABLE", "DISABLE", "DONT_CHANGE"]).optional(),
  })
  // The vendor's rule; a known e-mail with another reference fails the whole order.
  .refine(
    ({ email, thirdPartyReference }) => Boolean(email) || !thirdPartyReference,
    "has a reference without an email",
  );

const deliverWithinMs = z.number().int().min(60_000).max(2_147_483_647);

const payment = ({ write }: MoneyWire) =>
  renamed(
    z.strictObject({
      paymentMethod: z.string().optional(),
      /** With the tip here, without it in `payments.apply`. */
      amountIncludingTipMinor: write,
      tipMinor: write.optional(),
    }),
    { amountIncludingTipMinor: "paymentAmount", tipMinor: "tipAmount" },
  );

const order = (money: MoneyWire) => ({
  businessLocationId: int64ToWire,
  /** Ours and unique: what makes a second send harmless. */
  thirdPartyReference: z.string().min(1).max(48),
  /** The webhook endpoint that hears the outcome. */
  endpointId: z.string().min(1),
  customerInfo,
  orderNote: z.string().optional(),
  /** Counted from `scheduledFor` where that is set. Past it the till never sees the order. */
  deliverWithinMs: deliverWithinMs.optional(),
  staffId: int64ToWire.optional(),
  accountProfileCode: z.string().optional(),
  scheduledFor: instantToWire.optional(),
  payment: payment(money).optional(),
  collectionCode: z.string().max(8).optional(),
  collectAt: instantToWire.optional(),
  targetPrinterProfileId: int64ToWire.optional(),
});

const orderNames = {
  deliverWithinMs: "maxTimeToAttemptOrderDeliverToPos",
  scheduledFor: "scheduledTimeForOrderAsIso8601",
  collectAt: "orderCollectionTimeAsIso8601",
} as const;

const localOrder = perCurrency((money) =>
  renamed(
    z.strictObject({
      ...order(money),
      /** Of an open check: the lines are added to it; table and guests stay as they are. */
      accountIdentifier: z.string().optional(),
      /** The table's `number`, never its id. */
      tableNumber: z.string().optional(),
      clientCount: z.number().int().positive().optional(),
      items: z.array(localLine(money)).optional(),
    }),
    orderNames,
  ),
);

const toGoOrder = perCurrency((money) =>
  renamed(
    z.strictObject({
      ...order(money),
      items: z.array(toGoLine(money)).optional(),
      deliveryAddress: z
        .strictObject({
          addressLine1: z.string().optional(),
          addressLine2: z.string().optional(),
          zip: z.string().optional(),
          city: z.string().optional(),
        })
        .optional(),
    }),
    orderNames,
  ),
);

export type LocalOrder = z.input<ReturnType<typeof localOrder>>;
export type ToGoOrder = z.input<ReturnType<typeof toGoOrder>>;

const submit = {
  method: "POST",
  scope: "orders-api",
  repeatable: true, // a second send with the same thirdPartyReference answers 409
  currency: "required",
  response: accepted,
  referenceUsed: { status: 409 },
} as const;

/** "ok" means queued for the till, not on it: the ORDER notification has the last word. */
export const orders = {
  /** Dine-in. https://api-docs.lsk.lightspeed.app/operation/operation-apelocalorder */
  submitLocal: defineOperation({ ...submit, path: "/o/op/1/order/local", body: localOrder }),
  /** Takeaway and delivery. https://api-docs.lsk.lightspeed.app/operation/operation-apeplacetogoorder */
  submitToGo: defineOperation({ ...submit, path: "/o/op/1/order/toGo", body: toGoOrder }),
};
