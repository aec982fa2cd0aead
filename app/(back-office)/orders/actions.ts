"use server";

import { revalidatePath } from "next/cache";
import { z } from "zod";
import { actionActor } from "@/lib/auth/action";
import { AppError } from "@/lib/errors";
import { cancelOrder } from "@/lib/orders/cancel-order";
import { eraseGuest } from "@/lib/orders/erase-guest";
import { refundOrder } from "@/lib/orders/refund-order";
import { resolveOrder } from "@/lib/orders/resolve-order";
import { retryOrder } from "@/lib/orders/retry-order";
import { makeSupportBundle } from "@/lib/orders/support-bundle";
import { type ActionResult, asResult, invalidInput } from "@/lib/result";
import { services } from "@/lib/services";

const order = z.object({ orderId: z.uuid() });
const words = (most: number) => z.string().trim().max(most);
const refund = order.extend({
  amountMinor: z.number().int().min(1).max(1_000_000_000).optional(),
  line: z.number().int().min(0).max(1_000).optional(),
  quantity: z.number().int().min(1).max(10_000).optional(),
  reason: words(200).min(1, "Say why: the guest's bank statement and the books show it."),
});
const resolution = order.extend({ note: words(200).optional() });

async function changed<T>(run: () => Promise<T>): Promise<ActionResult<T>> {
  const result = await asResult(run);
  revalidatePath("/orders", "layout");
  return result;
}

export async function retryOrderAction(input: z.input<typeof order>): Promise<ActionResult<null>> {
  const actor = await actionActor("orders.manage");
  const parsed = order.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => retryOrder(services(), actor, parsed.data).then(() => null));
}

export async function cancelOrderAction(input: z.input<typeof order>): Promise<ActionResult<{ printed: boolean }>> {
  const actor = await actionActor("orders.manage");
  const parsed = order.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => cancelOrder(services(), actor, parsed.data));
}

export async function refundOrderAction(input: z.input<typeof refund>): Promise<ActionResult<{ amountMinor: number }>> {
  const actor = await actionActor("orders.manage");
  const parsed = refund.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const { orderId, reason, amountMinor, line, quantity } = parsed.data;
  return changed(() =>
    refundOrder(services(), actor, {
      ...{ orderId, reason },
      ...(amountMinor === undefined ? {} : { amountMinor }),
      ...(line === undefined ? {} : { line }),
      ...(quantity === undefined ? {} : { quantity }),
    }),
  );
}

export async function resolveOrderAction(input: z.input<typeof resolution>): Promise<ActionResult<null>> {
  const actor = await actionActor("orders.manage");
  const parsed = resolution.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  const { orderId, note } = parsed.data;
  return changed(() => resolveOrder(services(), actor, { orderId, ...(note ? { note } : {}) }).then(() => null));
}

export async function eraseGuestAction(input: z.input<typeof order>): Promise<ActionResult<null>> {
  const actor = await actionActor("orders.manage");
  const parsed = order.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return changed(() => eraseGuest(services(), actor, parsed.data).then(() => null));
}

/** The text that support gets. It changes nothing. */
export async function copyOrderAction(input: z.input<typeof order>): Promise<ActionResult<{ text: string }>> {
  const actor = await actionActor("orders.manage");
  const parsed = order.safeParse(input);
  if (!parsed.success) return invalidInput(parsed.error);
  return asResult(async () => {
    const bundle = await makeSupportBundle(services(), actor.merchantId, parsed.data.orderId);
    if (!bundle) throw new AppError("not_found", "This order does not exist.");
    return { text: JSON.stringify(bundle, null, 2) };
  });
}
