import { endpointsOf, type Link, linkKey, linksOf } from "../webhooks/endpoint";
import { vendorTime } from "./errors";
import type { ApiAnswer, Call, Operation } from "./operation";
import { int64 } from "./wire";

/** An old app at the till is told when a location is linked, and whenever the link is read. */
function onTheWire(call: Call, link: Link) {
  const outdated = call.world.behaviour(call.account).posAppOutdated;
  const warning = { type: "POS_VERSION", information: "A POS app is older than 25.36 and does not send item events" };
  return {
    businessLocationId: int64(link.locationId),
    createdAt: link.createdAt,
    updatedAt: link.updatedAt,
    warnings: outdated ? [warning] : [],
  };
}

const hasEndpoint = ({ store, account, parameters }: Call) =>
  endpointsOf(store, account).get(parameters.endpointId ?? "") !== undefined;

function keyOf({ parameters }: Call): string {
  return linkKey(parameters.endpointId ?? "", parameters.businessLocationId ?? "");
}

function list(call: Call): ApiAnswer {
  if (!hasEndpoint(call)) return { status: 404 };
  const links = linksOf(call.store, call.account).entries();
  const own = links.filter(([, { endpointId }]) => endpointId === call.parameters.endpointId);
  return { status: 200, body: own.map(([, link]) => onTheWire(call, link)) };
}

function add(call: Call): ApiAnswer {
  if (!hasEndpoint(call)) return { status: 404 };
  const { endpointId = "", businessLocationId = "" } = call.parameters;
  const links = linksOf(call.store, call.account);
  const now = vendorTime(call.now);
  const createdAt = links.get(keyOf(call))?.createdAt ?? now;
  const link = { endpointId, locationId: businessLocationId, createdAt, updatedAt: now };
  links.set(keyOf(call), link);
  return { status: 200, body: onTheWire(call, link) };
}

function remove(call: Call): ApiAnswer {
  const links = linksOf(call.store, call.account);
  const link = links.get(keyOf(call));
  if (!link) return { status: 404 };
  links.delete(keyOf(call));
  return { status: 200, body: onTheWire(call, link) };
}

const common = { kind: "webhooks", scope: "orders-api", errors: "ordering" } as const;
const all = "/o/wh/1/webhook/{endpointId}/business-locations";
const ofOne = { ...common, about: "location-in-path", path: `${all}/{businessLocationId}` } as const;

export const webhookLinks: Operation[] = [
  { ...common, id: "listWebhookLocations", method: "GET", path: all, handle: list },
  { ...ofOne, id: "linkWebhookLocation", method: "PUT", handle: add },
  { ...ofOne, id: "unlinkWebhookLocation", method: "DELETE", handle: remove },
];
