import { z } from "zod";
import { endpointsOf, linksOf } from "../webhooks/endpoint";
import { apiError, validationError } from "./errors";
import type { Call, Operation } from "./operation";
import { optional } from "./wire";

const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const endpointSchema = z.object({
  endpointId: z.string().min(1),
  url: z.string().min(1),
  withBasicAuth: flag,
  username: optional(z.string()),
  password: optional(z.string()),
  provideAccount: flag,
  expandTransactions: flag,
  expandPayments: flag,
  subscribeTo: z
    .array(z.object({ resource: z.enum(["order", "payment", "item", "order_api"]), name: z.string() }))
    .default([]),
});

const unknownEndpoint = ({ path, parameters }: Call) =>
  apiError(path, 404, `endpoint ID not found for ${parameters.endpointId}`);

/** Creates with PUT, updates with POST; flags left out fall back to false, as the vendor does it. */
function save(call: Call, isNew: boolean) {
  const parsed = endpointSchema.safeParse(call.body);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".") || "body"))];
    const faults = fields.map((field) => ({ field, code: "NotNull", message: "must not be null" }));
    return validationError(call.path, "webhookEndpoint", faults);
  }
  const endpoint = parsed.data;
  const endpoints = endpointsOf(call.store, call.account);
  const exists = endpoints.get(endpoint.endpointId) !== undefined;
  if (!isNew && !exists) return apiError(call.path, 404, `endpoint ID not found for ${endpoint.endpointId}`);
  if (isNew && exists && !call.world.behaviour(call.account).putOverwritesWebhook) {
    return apiError(call.path, 400, `endpoint ID already exists ${endpoint.endpointId}`);
  }
  endpoints.set(endpoint.endpointId, endpoint);
  return { status: 200, body: endpoint };
}

function remove(call: Call) {
  const { endpointId = "" } = call.parameters;
  const endpoints = endpointsOf(call.store, call.account);
  if (!endpoints.get(endpointId)) return unknownEndpoint(call);
  endpoints.delete(endpointId);
  const links = linksOf(call.store, call.account);
  for (const [key, link] of links.entries()) if (link.endpointId === endpointId) links.delete(key);
  return { status: 200 };
}

const common = { kind: "webhooks", scope: "orders-api", errors: "ordering" } as const;
const byId = { ...common, path: "/o/wh/1/webhook/{endpointId}" } as const;

export const webhookEndpoints: Operation[] = [
  { ...common, id: "createWebhook", method: "PUT", path: "/o/wh/1/webhook", handle: (call) => save(call, true) },
  { ...common, id: "updateWebhook", method: "POST", path: "/o/wh/1/webhook", handle: (call) => save(call, false) },
  {
    ...byId,
    id: "getWebhook",
    method: "GET",
    handle: (call) => {
      const endpoint = endpointsOf(call.store, call.account).get(call.parameters.endpointId ?? "");
      return endpoint ? { status: 200, body: endpoint } : unknownEndpoint(call);
    },
  },
  { ...byId, id: "deleteWebhook", method: "DELETE", handle: remove },
];
