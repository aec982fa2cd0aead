import { snapshotOf } from "../api/check-snapshot";
import { readinessOf } from "../api/readiness";
import { int64, wireText } from "../api/wire";
import type { Check, Origin } from "../till/check";
import type { Count } from "../till/till-state";
import type { Site, World } from "../world/world";
import { type Endpoint, endpointsOf, linksOf, subscribes } from "./endpoint";

type Told = { type: string; status: string; reference: string | null };

/** Amounts of a notification as the contract declares them, or as the vendor's samples write them. */
function withTextAmounts(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withTextAmounts);
  if (typeof value !== "object" || value === null) return value;
  const isAmount = (key: string) => /amount|paid|charge/i.test(key);
  const entries = Object.entries(value).map(([key, part]) =>
    typeof part === "number" && isAmount(key) ? [key, part.toFixed(2)] : [key, withTextAmounts(part)],
  );
  return value.constructor === Object ? Object.fromEntries(entries) : value;
}

function send(world: World, site: Site, endpoint: Endpoint, told: Told, body: object): void {
  const { account, behaviour } = site;
  const text = wireText(behaviour.webhookAmountsAsText ? withTextAmounts(body) : body);
  world.outbox.send({ account: account.id, endpoint, ...told, body: text, behaviour });
}

const locationOf = ({ venue }: Site) => int64(venue.location.id);

function accountPart(site: Site, endpoint: Endpoint, check: Check | undefined) {
  if (!endpoint.provideAccount || !check) return {};
  const parts = { lines: endpoint.expandTransactions, payments: endpoint.expandPayments };
  return { account: snapshotOf(site.venue, check, parts) };
}

export type OrderStatus =
  | "SUCCESS" | "FAILURE" | "CLOSED" | "CANCELLED" | "CHECK_WAS_UPDATED" | "READY_FOR_PICKUP" | "IN_DELIVERY" | "ABANDONED"; // biome-ignore format: one list

/** Tells an endpoint what became of an order. A failure carries little more than its reason. */
export function notifyOrder(
  world: World,
  site: Site,
  origin: Origin,
  status: OrderStatus,
  about: Check | string,
): void {
  const endpoint = endpointsOf(world.store, site.account).get(origin.endpointId);
  if (!endpoint) return;
  const told = { type: "ORDER", status, reference: origin.reference };
  if (typeof about === "string") {
    send(world, site, endpoint, told, { status, reason: about, thirdPartyReference: origin.reference });
    return;
  }
  const unasked = status !== "SUCCESS" || !site.behaviour.successNeedsSubscription;
  if (!unasked && !subscribes(endpoint, "order", "DELIVERED")) return;
  send(world, site, endpoint, told, {
    ...(site.behaviour.webhookMinimal ? {} : { type: "ORDER", businessLocationId: locationOf(site) }),
    status,
    thirdPartyReference: origin.reference,
    ikentooAccountIdentifier: about.identifier,
    [site.behaviour.webhookAccountIdSpelling === "schema" ? "iKentooAccountId" : "ikentooAccountId"]: about.legacyId,
    ...accountPart(site, endpoint, about),
  });
}

/** Every order that a check came from hears of it once per endpoint and reference. */
export function notifyOrigins(world: World, site: Site, check: Check, status: OrderStatus): void {
  for (const origin of check.origins) notifyOrder(world, site, origin, status, check);
}

type PaymentOutcome = { origin: Origin; identifier: string };
export type PaymentFailure = { reason: string; errors: object };

export function notifyPayment(world: World, site: Site, outcome: PaymentOutcome, failure?: PaymentFailure): void {
  const { origin, identifier } = outcome;
  const endpoint = endpointsOf(world.store, site.account).get(origin.endpointId);
  if (!endpoint) return;
  const status = failure ? "FAILURE" : "SUCCESS";
  send(
    world,
    site,
    endpoint,
    { type: "PAYMENT", status, reference: origin.reference },
    {
      type: "PAYMENT",
      status,
      ...(failure ? { reason: failure.reason } : {}),
      thirdPartyReference: origin.reference,
      businessLocationId: locationOf(site),
      ...(identifier === "" ? {} : { ikentooAccountIdentifier: identifier }),
      ...(failure ? { errors: failure.errors } : {}),
    },
  );
}

/** The endpoints that are linked to this location and want such events. */
function linked({ store }: World, site: Site, resource: string, name: string): Endpoint[] {
  const endpoints = endpointsOf(store, site.account);
  const here = linksOf(store, site.account)
    .entries()
    .filter(([, { locationId }]) => locationId === site.venue.location.id);
  return here
    .flatMap(([, { endpointId }]) => endpoints.get(endpointId) ?? [])
    .filter((one) => subscribes(one, resource, name));
}

export function notifyCount(world: World, site: Site, { sku, count, updatedAt }: Count): void {
  const status = count === null ? "NOT_RESTRICTED" : "RESTRICTED";
  for (const endpoint of linked(world, site, "item", "SALES_RESTRICTION_UPDATED")) {
    send(
      world,
      site,
      endpoint,
      { type: "ITEM", status, reference: sku },
      {
        type: "ITEM",
        sku,
        businessLocationId: locationOf(site),
        count,
        countUpdatedAt: new Date(updatedAt).toISOString().replace("Z", "+00:00"),
        status,
      },
    );
  }
}

export function notifyReadiness(world: World, site: Site): void {
  const readiness = readinessOf(site);
  for (const endpoint of linked(world, site, "order_api", "ONLINE_ORDER_READINESS")) {
    send(
      world,
      site,
      endpoint,
      { type: "ORDER_API", status: readiness.status, reference: null },
      {
        type: "ORDER_API",
        businessLocationId: locationOf(site),
        ...readiness,
        lastUpdatedAt: readiness.lastUpdatedAt.replace("Z", "+00:00"),
      },
    );
  }
}
