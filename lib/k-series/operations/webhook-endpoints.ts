import { z } from "zod";
import { defineOperation } from "../operation";
import { open, openEnum } from "../shape";
import { timestamp } from "../timestamp";
import { int64 } from "../wire";
import { atLocation, nothing, warning } from "./common";

const events = ["order", "payment", "item", "order_api"] as const;

/** What is left out of an update is switched off by the vendor, so everything is asked for. */
const written = z.strictObject({
  /** Unique and case sensitive. */
  endpointId: z.string().min(1),
  url: z.url(),
  withBasicAuth: z.boolean(),
  username: z.string().optional(),
  password: z.string().optional(),
  /** Adds the check to notifications; the next two add its lines and payments. */
  provideAccount: z.boolean(),
  expandTransactions: z.boolean(),
  expandPayments: z.boolean(),
  subscribeTo: z.array(z.strictObject({ resource: z.enum(events), name: z.string() })),
});

const webhookEndpoint = open({
  endpointId: z.string(),
  url: z.string(),
  withBasicAuth: z.boolean().nullish(),
  username: z.string().nullish(),
  /** The vendor echoes it in clear: keep it out of logs. */
  password: z.string().nullish(),
  provideAccount: z.boolean().nullish(),
  expandTransactions: z.boolean().nullish(),
  expandPayments: z.boolean().nullish(),
  subscribeTo: z.array(open({ name: z.string().nullish(), resource: openEnum(...events).nullish() })).nullish(),
});

const webhookLocation = open({
  businessLocationId: int64,
  createdAt: timestamp.nullish(),
  updatedAt: timestamp.nullish(),
  warnings: z.array(warning).nullish(),
});

export type WebhookEndpointSettings = z.input<typeof written>;
export type WebhookEndpoint = z.output<typeof webhookEndpoint>;
export type WebhookLocation = z.output<typeof webhookLocation>;

const all = { path: "/o/wh/1/webhook", scope: "orders-api", body: written, response: webhookEndpoint } as const;
const one = { path: "/o/wh/1/webhook/{endpointId}", scope: "orders-api", repeatable: true } as const;
const linked = {
  path: "/o/wh/1/webhook/{endpointId}/business-locations/{businessLocationId}",
  scope: "orders-api",
  repeatable: true,
  params: atLocation,
  response: webhookLocation,
} as const;

/** The vendor cannot list them: keep a register. */
export const webhookEndpoints = {
  /** PUT creates, POST updates. https://api-docs.lsk.lightspeed.app/prod/operation/operation-apecreatewebhookoo */
  create: defineOperation({
    ...all,
    method: "PUT",
    repeatable: false, // whether it overwrites an existing one is not documented
  }),
  update: defineOperation({ ...all, method: "POST", repeatable: true }),
  get: defineOperation({ ...one, method: "GET", response: webhookEndpoint }),
  remove: defineOperation({ ...one, method: "DELETE", response: nothing }),
  listLocations: defineOperation({
    method: "GET",
    path: "/o/wh/1/webhook/{endpointId}/business-locations",
    scope: "orders-api",
    repeatable: true,
    response: z.array(webhookLocation),
  }),
  /** Needed for item and readiness events; orders and payments come without. */
  linkLocation: defineOperation({ ...linked, method: "PUT" }),
  unlinkLocation: defineOperation({ ...linked, method: "DELETE" }),
};
