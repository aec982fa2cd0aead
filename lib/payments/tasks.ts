import { z } from "zod";
import type { Queryable } from "@/db/client";
import { defineTask, enqueue } from "@/lib/jobs/task";

/** Asks the provider what became of a payment, and tells the order. */
export const readPaymentTask = defineTask({
  kitchen: true,
  provider: true,
  name: "payments.read",
  payload: z.object({ merchantId: z.uuid(), paymentId: z.uuid() }),
});

/** Gives money back, once, and follows it until that is proven. */
export const refundTask = defineTask({
  provider: true,
  name: "payments.refund",
  payload: z.object({ merchantId: z.uuid(), refundId: z.uuid() }),
});

/** Asks the provider whether it still accepts a profile's keys. */
export const checkKeysTask = defineTask({
  provider: true,
  name: "payments.check-keys",
  payload: z.object({ merchantId: z.uuid(), profileId: z.uuid() }),
});

export const checkDueKeysTask = defineTask({ name: "payments.check-due-keys", payload: z.object({}) });

export const sweepPaymentsTask = defineTask({ name: "payments.sweep", payload: z.object({}) });

/**
 * `calm`: no notice and no guest that has come back says that there is news. It has a job of its own: in the place of the one that a notice has queued it
 * would take that one's place before all others, and a kitchen would wait for it.
 */
export async function enqueueRead(
  tx: Queryable,
  { merchantId, paymentId }: { merchantId: string; paymentId: string },
  { calm = false }: { calm?: boolean } = {},
): Promise<void> {
  const key = calm ? `${readJobKey(paymentId)}:calm` : readJobKey(paymentId);
  const options = { key, fairKey: `merchant:${merchantId}`, calm };
  await enqueue(tx, readPaymentTask, { merchantId, paymentId }, options);
}

/** Refunds of one payment go one after the other: two of the same amount could be taken for each other at the provider. */
export async function enqueueRefund(
  tx: Queryable,
  { merchantId, refundId, paymentId }: { merchantId: string; refundId: string; paymentId: string },
): Promise<void> {
  await enqueue(
    tx,
    refundTask,
    { merchantId, refundId },
    { key: refundJobKey(refundId), turn: `refunds:${paymentId}` },
  );
}

export const readJobKey = (paymentId: string) => `payment:${paymentId}`;
export const keysJobKey = (profileId: string) => `keys:${profileId}`;
export const refundJobKey = (refundId: string) => `refund:${refundId}`;
