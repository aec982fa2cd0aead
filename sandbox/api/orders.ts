import { nextNumber, type OrderTask } from "../till/till-state";
import { endpointsOf } from "../webhooks/endpoint";
import type { Site } from "../world/world";
import { validationError } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { fieldFaults, orderSchema, pastTimes } from "./order-schema";

/** Whether a reference was used before: at this location, or anywhere in the account, as the switch says. */
export function isReferenceUsed(call: Call, site: Site, find: (site: Site) => { state: string } | undefined): boolean {
  const places = site.behaviour.referenceScope === "account" ? call.world.sites(call.account) : [site];
  const earlier = places.flatMap((place) => find(place) ?? []);
  return earlier.some(({ state }) => state !== "failed" || !site.behaviour.failedReferenceReusable);
}

/** Takes an order in; what becomes of it is decided at the till, a little later. */
function accept(call: Call, kind: OrderTask["kind"]): ApiAnswer {
  const objectName = `${kind}Order`;
  const parsed = orderSchema.safeParse(call.body);
  const late = pastTimes(call.body, call.now);
  if (!parsed.success)
    return validationError(call.path, objectName, [...fieldFaults(parsed.error, call.body), ...late]);
  if (late.length > 0) return validationError(call.path, objectName, late);
  const { businessLocationId: _location, ...order } = parsed.data;
  const { thirdPartyReference: reference, endpointId } = order;
  if (!endpointsOf(call.store, call.account).get(endpointId)) {
    const fault = { field: "endpointId", code: "Exists", message: `endpoint ID not found for ${endpointId}` };
    return validationError(call.path, objectName, [fault]);
  }
  const site = call.site();
  if (isReferenceUsed(call, site, ({ till }) => till.orders.get(reference))) {
    return { status: 409, body: { status: "fail", msg: `reference has already been used ${reference}` } };
  }
  const scheduled = Date.parse(order.scheduledTimeForOrderAsIso8601 ?? "") || call.now;
  site.till.orders.set(reference, {
    reference,
    kind,
    endpointId,
    body: kind === "local" ? order : { ...order, accountIdentifier: undefined, tableNumber: undefined },
    acceptedAt: call.now,
    releaseAt: scheduled + site.behaviour.posProcessingMs,
    deadline: scheduled + (order.maxTimeToAttemptOrderDeliverToPos ?? site.behaviour.orderLifetimeMs),
    state: "queued",
    seq: nextNumber(site.till, "tasks"),
  });
  site.changed();
  call.world.engine.wake(site);
  return { status: 200, body: { status: "ok" } };
}

const common = {
  kind: "orders",
  method: "POST",
  scope: "orders-api",
  errors: "ordering",
  about: "location-in-body",
} as const;

export const orders: Operation[] = [
  { ...common, id: "createLocalOrder", path: "/o/op/1/order/local", handle: (call) => accept(call, "local") },
  { ...common, id: "createToGoOrder", path: "/o/op/1/order/toGo", handle: (call) => accept(call, "toGo") },
];
