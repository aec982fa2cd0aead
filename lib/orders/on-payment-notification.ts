import { type TenantTransaction, withTenant } from "@/db/client";
import { findReference, holdOrder } from "@/db/queries/orders";
import type { Order } from "@/db/schema";
import type {
  HandlerOutcome,
  NotificationHandler,
  StoredNotification,
} from "@/lib/lightspeed/webhooks/notification-handler";
import type { Services } from "@/lib/services";
import { contradiction, REPEATED } from "./contradiction";
import { eraseDeliveries } from "./erase-traces";
import { bookPayment, landOrder } from "./land-order";
import { moveOrder } from "./move-order";
import { isOver } from "./order-transitions";
import { recordTimeline } from "./record-timeline";
import { enqueueForOrder, readCheckTask, reconcileOrderTask } from "./tasks";
import { tellOrder } from "./tell";

/** What became of the payment that was sent to a check. */
export const onPaymentNotification: NotificationHandler = async (services, notification) => {
  const { merchantId, reference } = notification;
  if (reference === null) return { result: "ignored", what: "Names no payment" };
  return withTenant(services.db, merchantId, async (tx) => {
    const known = await findReference(tx, reference);
    if (!known) {
      return /^UPV-\d+-P/.test(reference)
        ? { result: "parked", what: `No payment has the reference ${reference} yet` }
        : { result: "ignored", what: "About a payment that did not come from Upvendo" };
    }
    const order = await holdOrder(tx, known.orderId);
    if (!order) return { result: "ignored", what: "The order is gone" };
    const outcome = await apply(services, tx, order, { ...notification, isPayment: known.step === "payment" });
    if (order.guestErasedAt) await eraseDeliveries(tx, order, []);
    await tellOrder(tx, order.id);
    return outcome;
  });
};

async function apply(
  services: Services,
  tx: TenantTransaction,
  order: Order,
  notification: StoredNotification & { isPayment: boolean },
): Promise<HandlerOutcome> {
  const { status, verified, receivedAt, eventId, body, reference, accountIdentifier, isPayment } = notification;
  await recordTimeline(tx, order.id, {
    at: receivedAt,
    direction: "in",
    kind: `PAYMENT ${status ?? ""}`.trim(),
    message: verified ? "Lightspeed told us" : "A message that nobody vouches for: the check is read instead",
    correlationId: eventId,
    detail: { body },
  });
  if (!verified) {
    const target = { merchantId: tx.merchantId, orderId: order.id };
    if (isOver(order.status)) await enqueueForOrder(tx, readCheckTask, target);
    else await enqueueForOrder(tx, reconcileOrderTask, { ...target, hint: "" });
    return { result: "processed", what: `Not signed in: the check of ${order.number} is read instead` };
  }
  if (status === "SUCCESS") {
    const now = services.now();
    // A payment was booked on its check, so the till has the order, whatever has not reached us yet.
    const account = accountIdentifier ?? order.accountIdentifier;
    if (order.step === "order" && account)
      await landOrder(tx, order.id, now, { accountIdentifier: account }, "The till has the order");
    const booked = await bookPayment(tx, order.id, now, {
      ...(isPayment && reference !== null ? { reference } : {}),
      message: "The payment is on the check",
    });
    return {
      result: "processed",
      what: booked ? `${order.number} is paid on the till` : `${order.number}: known already`,
    };
  }
  if (status !== "FAILURE") return { result: "ignored", what: `Status ${status ?? "(none)"} is not known here` };
  if (reference !== order.paymentReference)
    return { result: "processed", what: `Another payment of ${order.number} failed, not the one that counts` };
  return refuse(services, tx, order, body);
}

async function refuse(services: Services, tx: TenantTransaction, order: Order, body: unknown): Promise<HandlerOutcome> {
  const { code, detail } = readFailure(body);
  if (order.settledAt === null && REPEATED.test(detail)) {
    await enqueueForOrder(tx, reconcileOrderTask, { merchantId: tx.merchantId, orderId: order.id, hint: "" });
    return { result: "processed", what: `The payment of ${order.number} was taken earlier: the check is read` };
  }
  const refused = await moveOrder(tx, order.id, "refusal", {
    now: services.now(),
    set: {
      failureCode: `pay:${code}`,
      failureDetail: detail,
      failureStep: "payment",
      deadlineAt: null,
      inDoubt: false,
    },
    line: { message: `The till refused the payment: ${detail}` },
  });
  if (refused) return { result: "processed", what: `The payment of ${order.number} was refused: ${code}` };
  return contradiction(tx, order, { proven: order.settledAt !== null, what: "its payment", reason: detail });
}

/** The vendor's word for what went wrong, and its sentence. */
export function readFailure(body: unknown): { code: string; detail: string } {
  const errors = get(body, "errors");
  const type = get(get(errors, "account"), "type");
  const timeout = get(get(errors, "timeout"), "message");
  const reason = get(body, "reason");
  const detail = [reason, timeout].find((one): one is string => typeof one === "string" && one !== "");
  if (typeof type === "string" && /^[A-Z_]{1,60}$/.test(type))
    return { code: type, detail: (detail ?? type).slice(0, 300) };
  if (timeout !== undefined) return { code: "TIMEOUT", detail: (detail ?? "Not processed in time").slice(0, 300) };
  return { code: "UNKNOWN", detail: (detail ?? "no reason given").slice(0, 300) };
}

const get = (from: unknown, name: string): unknown =>
  typeof from === "object" && from !== null && Object.hasOwn(from, name) ? Reflect.get(from, name) : undefined;
