import type { TenantTransaction } from "@/db/client";
import type { Order } from "@/db/schema";
import type { HandlerOutcome } from "@/lib/lightspeed/webhooks/notification-handler";
import { flagOrder } from "./flag-order";

/** Said of a second sending of the same; it speaks for the first one. */
export const REPEATED = /already (been )?used/i;

/**
 * A refusal that moves nothing any more. Where the till had said before that it has the order, or its payment, the two cannot both be true: nothing is
 * taken back on its word, and a person looks.
 */
export async function contradiction(
  tx: TenantTransaction,
  order: Order,
  { proven, what, reason }: { proven: boolean; what: string; reason: string },
): Promise<HandlerOutcome> {
  if (!proven || REPEATED.test(reason)) return { result: "processed", what: "Changes nothing any more" };
  await flagOrder(tx, order, "till_contradicts", `The till took ${what}, and later said that it refused it: ${reason}`);
  return {
    result: "processed",
    what: `${order.number}: the till contradicts itself; nothing is changed, a person looks`,
  };
}
