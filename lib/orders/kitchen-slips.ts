import type { TenantTransaction } from "@/db/client";
import { changeSlip, deleteSlip, findSlip, insertSlip } from "@/db/queries/kitchen-slips";
import { type MovedOrder, patchOrder } from "@/db/queries/orders";
import type { KitchenSlip, Order } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import type { OrderEvent } from "./order-transitions";
import { enqueueForOrder, printSlipsTask } from "./tasks";

/** Issues of slips that nobody may have seen, one for each order. */
const SLIP_ISSUE = "kitchen-slip";

/**
 * What a move means for the paper in the kitchen, in its transaction: an order that was paid and will not get there is told once, and
 * withdrawn when it gets there after all.
 */
export async function noteForKitchen(
  tx: TenantTransaction,
  order: MovedOrder,
  event: OrderEvent,
  now: Date,
): Promise<void> {
  if (event === "landing") await withdrawSlip(tx, order.id, now);
  if (isMissing(order)) await warn(tx, order, now);
  // Whatever came of it, nobody has to tell the kitchen any more that it is not there.
  else if (order.fromStatus === "failed" && order.status !== "failed")
    await resolveIssue(tx, {
      ...{ merchantId: tx.merchantId, kind: SLIP_ISSUE, key: order.id, at: now },
      proof: `${order.number} does not wait for the till any more.`,
    });
}

type Standing = Pick<Order, "status" | "step" | "failureCode" | "refundDecidedAt">;

/**
 * Paid, and certainly not on the till. Not what was held back because of its age: a slip would bring to the kitchen what no kitchen should
 * get without being asked; and not what nobody could look for, or whose money is going back.
 */
export const isMissing = ({ status, step, failureCode, refundDecidedAt }: Standing) =>
  status === "failed" &&
  step === "order" &&
  refundDecidedAt === null &&
  failureCode !== "too_late" &&
  !/^(gone|unclear):/.test(failureCode ?? "");

export async function tellOfCancellation(tx: TenantTransaction, orderId: string, now: Date): Promise<void> {
  if (await insertSlip(tx, { orderId, kind: "cancelled" }, now)) await printLater(tx, orderId);
}

/** A second refusal finds the first slip standing: only what certainly was not printed is tried again. */
async function warn(tx: TenantTransaction, order: MovedOrder, now: Date): Promise<void> {
  const warning = { orderId: order.id, kind: "not_on_till" } as const;
  if (await insertSlip(tx, warning, now)) return printLater(tx, order.id);
  const said = await findSlip(tx, warning);
  if (said?.state === "unsure") return raiseUnseen(tx, order, said, now);
  if (said?.state === "untold" && (await changeSlip(tx, said, { state: "waiting", updatedAt: now })))
    await printLater(tx, order.id);
}

/** The kitchen may not know: a person has to tell it. */
export async function raiseUnseen(
  tx: TenantTransaction,
  { id, number, locationId }: Order,
  { state, reason }: Pick<KitchenSlip, "state" | "reason">,
  at: Date,
): Promise<void> {
  const printed =
    state === "untold"
      ? "the message about it was not printed"
      : "nobody knows whether the message about it was printed";
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: SLIP_ISSUE, key: id, locationId, at, href: `/orders/${id}` },
    severity: state === "untold" ? "critical" : "warning",
    title: `The kitchen may not know that order ${number} is missing`,
    body: `${number} is paid and not on the till, and ${printed}${reason ? `: ${reason}` : "."}`,
    remedy: "Tell the kitchen yourself, then send the order again or mark it as resolved.",
  });
}

/** Called off here, and perhaps cooked all the same. The flag lets a person say that the kitchen was told. */
export async function raiseUnheardCancellation(
  tx: TenantTransaction,
  { id, number, locationId, flag }: Order,
  { state, reason }: Pick<KitchenSlip, "state" | "reason">,
  at: Date,
): Promise<void> {
  if (flag === null) await patchOrder(tx, id, { flag: "cancel_untold", flagDetail: reason });
  const printed = state === "untold" ? "was not printed" : "may not have been printed";
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: SLIP_ISSUE, key: id, locationId, at, href: `/orders/${id}` },
    severity: state === "untold" ? "critical" : "warning",
    title: `The kitchen may not know that order ${number} was cancelled`,
    body: `${number} was cancelled, and the message about it ${printed}${reason ? `: ${reason}` : "."}`,
    remedy: "Tell the kitchen yourself, then mark the order as resolved.",
  });
}

export const settleSlipIssue = (tx: TenantTransaction, orderId: string, proof: string, at: Date): Promise<boolean> =>
  resolveIssue(tx, { merchantId: tx.merchantId, kind: SLIP_ISSUE, key: orderId, proof, at });

/** The till has it: whoever holds the paper must not prepare it from there, too. */
export async function withdrawSlip(tx: TenantTransaction, orderId: string, now: Date): Promise<void> {
  const warning = { orderId, kind: "not_on_till" } as const;
  const said = await findSlip(tx, warning);
  if (!said || said.state === "untold" || (await deleteSlip(tx, warning, "waiting"))) return;
  if (await insertSlip(tx, { orderId, kind: "now_on_till" }, now)) await printLater(tx, orderId);
}

const printLater = (tx: TenantTransaction, orderId: string) =>
  enqueueForOrder(tx, printSlipsTask, { merchantId: tx.merchantId, orderId });
