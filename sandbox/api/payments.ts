import { nextNumber } from "../till/till-state";
import { endpointsOf } from "../webhooks/endpoint";
import { wholeCents } from "../world/money";
import { apiError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { fieldFaults, paymentSchema } from "./order-schema";
import { isReferenceUsed } from "./orders";

/** Refusals have no list of fields here, unlike those of orders. */
function accept(call: Call): ApiAnswer {
  const refuse = (message: string) => apiError(call.path, 400, message);
  const parsed = paymentSchema.safeParse(call.body);
  if (!parsed.success) {
    const faults = fieldFaults(parsed.error, call.body);
    return refuse(faults.map(({ field, message }) => `${field} ${message}`).join(", "));
  }
  const payment = parsed.data;
  const reference = payment.thirdPartyPaymentReference;
  if (!endpointsOf(call.store, call.account).get(payment.endpointId)) {
    return refuse(`endpoint ID not found for ${payment.endpointId}`);
  }
  const [cents, tipCents] = [wholeCents(payment.paymentAmount), wholeCents(payment.tipAmount ?? "0")];
  if (cents === undefined || tipCents === undefined) return refuse("amounts have at most two decimals");
  if (cents <= 0 || tipCents < 0) return refuse("paymentAmount must be greater than 0");
  const site = call.site();
  if (isReferenceUsed(call, site, ({ till }) => till.payments.get(reference))) {
    return refuse(`reference has already been used ${reference}`);
  }
  site.till.payments.set(reference, {
    reference,
    endpointId: payment.endpointId,
    identifier: payment.iKaccountIdentifier ?? "",
    method: payment.paymentMethod,
    staffId: payment.staffId,
    deviceId: payment.deviceId,
    cents,
    tipCents,
    acceptedAt: call.now,
    deadline: call.now + (payment.taskTtlInMs ?? site.behaviour.orderLifetimeMs),
    state: "queued",
    seq: nextNumber(site.till, "tasks"),
  });
  site.changed();
  call.world.engine.wake(site);
  return { status: 200, body: { status: "ok" } };
}

export const payments: Operation[] = [
  {
    id: "applyPayment",
    kind: "payments",
    method: "POST",
    path: "/o/op/1/pay",
    scope: "orders-api",
    errors: "ordering",
    about: "location-in-body",
    handle: accept,
  },
];
