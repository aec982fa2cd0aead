import { notifyOrigins, notifyPayment, type PaymentFailure } from "../webhooks/notify";
import type { Site, World } from "../world/world";
import { type Check, dueCents } from "./check";
import { findCheck, saveCheck } from "./checks";
import { closeCheck } from "./close-check";
import { methodFor, staffFor, withPayment } from "./staff-and-money";
import type { PayTask } from "./till-state";

const account = (type: string, reason: string): PaymentFailure => ({ reason, errors: { account: { type } } });

export const timedOut: PaymentFailure = {
  reason: "Not processed before validity ended",
  errors: {
    timeout: { errorKey: "errors.payment.pos.task_timeout", message: "Not processed before validity ended" },
  },
};

/** What keeps the till from booking it, or the check with the payment in it. */
function book(site: Site, task: PayTask): PaymentFailure | Check {
  const check = findCheck(site, task.identifier);
  if (!check) return account("ACCOUNT_NOT_FOUND", "The account was not found");
  if (check.closedAt !== undefined) return account("ACCOUNT_ALREADY_CLOSED", "The account is already closed");
  const staffId = staffFor(site, task.staffId);
  if (typeof staffId === "string") return account(staffId, "No staff member for this payment");
  const code = methodFor(site, task.method);
  if (code === "PAYMENT_METHOD_NOT_FOUND") return account(code, `Payment method ${task.method ?? ""} was not found`);
  if (task.cents > dueCents(check)) return account("OVERPAID", "the payment amount is greater than the amount due");
  const { cents, tipCents, reference } = task;
  return saveCheck(site, withPayment(site, check, { code, cents, tipCents, staffId, reference }));
}

export function performPayment(world: World, site: Site, task: PayTask): void {
  const result = book(site, task);
  if ("errors" in result) {
    failPayment(world, site, task, result);
    return;
  }
  site.till.payments.set(task.reference, { ...task, state: "done" });
  site.changed();
  const origin = { reference: task.reference, endpointId: task.endpointId };
  const isSettled = dueCents(result) === 0 && site.behaviour.closeWhenPaid;
  const check = isSettled ? closeCheck(site, result) : result;
  notifyPayment(world, site, { origin, identifier: task.identifier });
  if (isSettled) notifyOrigins(world, site, check, "CLOSED");
}

export function failPayment(world: World, site: Site, task: PayTask, failure: PaymentFailure): void {
  const { account: named } = failure.errors as { account?: { type: string } };
  site.till.payments.set(task.reference, {
    ...task,
    state: "failed",
    reason: failure.reason,
    error: named?.type ?? "TIMEOUT",
  });
  site.changed();
  const origin = { reference: task.reference, endpointId: task.endpointId };
  notifyPayment(world, site, { origin, identifier: task.identifier }, failure);
}
