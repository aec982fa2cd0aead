import { z } from "zod";
import { defineTask } from "@/lib/jobs/task";

/** Asks the provider what became of a payment, and tells the order. */
export const readPaymentTask = defineTask({
  name: "payments.read",
  payload: z.object({ merchantId: z.uuid(), paymentId: z.uuid() }),
});

/** Gives money back, once, and follows it until that is proven. */
export const refundTask = defineTask({
  name: "payments.refund",
  payload: z.object({ merchantId: z.uuid(), refundId: z.uuid() }),
});

export const sweepPaymentsTask = defineTask({ name: "payments.sweep", payload: z.object({}) });

export const readJobKey = (paymentId: string) => `payment:${paymentId}`;
export const refundJobKey = (refundId: string) => `refund:${refundId}`;
