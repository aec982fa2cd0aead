import { z } from "zod";
import { perCurrency } from "../money";
import { defineOperation } from "../operation";
import { renamed } from "../shape";
import { int64ToWire } from "../wire";
import { accepted } from "./common";

const payment = perCurrency(({ write }) =>
  renamed(
    z.strictObject({
      businessLocationId: int64ToWire,
      endpointId: z.string().min(1),
      accountIdentifier: z.string().min(1),
      /** Ours and unique; comes back as `thirdPartyReference`. */
      thirdPartyPaymentReference: z.string().min(1).max(50),
      paymentMethod: z.string().optional(),
      /** Without the tip here, with it in an order's `payment`. */
      amountExcludingTipMinor: write,
      tipMinor: write.optional(),
      deliverWithinMs: z.number().int().min(60_000).max(2_147_483_647).optional(),
      staffId: int64ToWire.optional(),
      deviceId: int64ToWire.optional(),
      targetPrinterProfileId: int64ToWire.optional(),
    }),
    {
      accountIdentifier: "iKaccountIdentifier",
      amountExcludingTipMinor: "paymentAmount",
      tipMinor: "tipAmount",
      deliverWithinMs: "taskTtlInMs",
    },
  ),
);

export type Payment = z.input<ReturnType<typeof payment>>;

export const payments = {
  /** "ok" means queued: the PAYMENT notification has the last word. https://api-docs.lsk.lightspeed.app/operation/operation-apemakepayment */
  apply: defineOperation({
    method: "POST",
    path: "/o/op/1/pay",
    scope: "orders-api",
    repeatable: true, // a second send with the same thirdPartyPaymentReference answers 400
    currency: "required",
    body: payment,
    response: accepted,
    referenceUsed: { status: 400, reason: /\breference\b.*\balready (been )?used\b/is },
  }),
};
