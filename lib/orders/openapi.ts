import { z } from "zod";
import { guestStatuses } from "./guest-status";
import { orderInput } from "./order-input";
import { type ProblemCode, problemStatuses, problemTitles } from "./problem";

const guestOrder = z.object({
  id: z.uuid(),
  number: z.string(),
  status: z.enum(guestStatuses),
  message: z.string(),
  totalMinor: z.int(),
  currency: z.string(),
  paymentUrl: z.url().nullable(),
  collectAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  type: z.enum(["dine_in", "takeaway"]),
  table: z.string().nullable(),
  tipMinor: z.int(),
  lines: z.array(z.object({ name: z.string(), quantity: z.int(), totalMinor: z.int(), choices: z.array(z.string()) })),
  /** When the guest's name and contact details were erased. */
  guestErasedAt: z.iso.datetime().nullable(),
  /** The payment provider has the money that the order costs. */
  paid: z.boolean(),
  /** The till has it, or had it. */
  onTill: z.boolean(),
  /** Nothing about it changes by itself any more: a channel's stream ends. */
  over: z.boolean(),
  paymentProblem: z.string().nullable().optional(),
});

const problemSchema = z.looseObject({
  type: z.string(),
  code: z.enum(Object.keys(problemTitles) as [ProblemCode, ...ProblemCode[]]),
  title: z.string(),
  status: z.int(),
});

const json = (schema: unknown, type = "application/json") => ({ content: { [type]: { schema } } });
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });

/** Each status once, with the codes that it may carry. */
function refusals(...codes: ProblemCode[]) {
  const byStatus: Record<string, ProblemCode[]> = {};
  for (const code of codes) byStatus[problemStatuses[code]] = [...(byStatus[problemStatuses[code]] ?? []), code];
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, list]) => [
      status,
      {
        description: list.map((code) => `\`${code}\`: ${problemTitles[code]}`).join(" "),
        ...json(ref("Problem"), "application/problem+json"),
      },
    ]),
  );
}

const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };

/** What `lib/guest` says about its part; handed in, since it is the room above. */
export type GuestDescription = {
  paths: (refusals: (...codes: ProblemCode[]) => Record<string, unknown>) => Record<string, unknown>;
  schemas: Record<string, z.ZodType>;
};

/** Our own API for channels, described from the very schemas that it checks with. */
export function openApi(appUrl: string, guests: GuestDescription) {
  const schema = (type: z.ZodType, io: "input" | "output") => {
    const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: "any" });
    return rest;
  };
  return {
    openapi: "3.1.0",
    info: {
      title: "Upvendo orders",
      version: "1.0.0",
      description:
        "Orders from channels and guests to the till. Amounts are integers in the smallest unit of the currency. Placing an order needs an Idempotency-Key: the same key and body get the same answer for 24 hours. Channels sign in with an API key; guests with a token for one visit, and their prices are always ours.",
    },
    servers: [{ url: appUrl }],
    security: [{ apiKey: [] }],
    paths: {
      ...guests.paths(refusals),
      "/api/orders": {
        post: {
          operationId: "createOrder",
          summary: "Place an order and start its payment",
          parameters: [
            {
              name: "Idempotency-Key",
              in: "header",
              required: true,
              schema: { type: "string", minLength: 1, maxLength: 255 },
            },
          ],
          requestBody: { required: true, ...json({ anyOf: [ref("NewOrder"), ref("NewGuestOrder")] }) },
          responses: {
            "201": { description: "Stored; the guest pays at `paymentUrl`.", ...json(ref("Order")) },
            ...refusals(
              ...([
                "unauthorized",
                "invalid_json",
                "body_too_large",
                "invalid_order",
                "idempotency_key_missing",
              ] as const),
              ...(["idempotency_key_reused", "request_in_progress", "wrong_channel", "total_mismatch"] as const),
              ...(["would_not_land", "payment_unavailable", "not_found", "too_many_requests"] as const),
              ...(["table_code_refused", "kiosk_code_refused"] as const),
            ),
          },
        },
      },
      "/api/orders/{id}": {
        get: {
          operationId: "getOrder",
          summary: "How an order stands",
          parameters: [id],
          responses: {
            "200": { description: "The order.", ...json(ref("Order")) },
            ...refusals("unauthorized", "not_found"),
          },
        },
      },
      "/api/orders/{id}/events": {
        get: {
          operationId: "followOrder",
          summary: "Follow an order: server-sent events named `status`, each with an Order",
          parameters: [id],
          responses: {
            "200": {
              description: "Events until the order is over; for a guest until the money was given back.",
              ...json({ type: "string" }, "text/event-stream"),
            },
            ...refusals("unauthorized", "not_found", "too_many_requests"),
          },
        },
      },
    },
    components: {
      securitySchemes: {
        apiKey: { type: "http", scheme: "bearer", description: "A key from the Channels page, or a guest's token." },
      },
      schemas: {
        ...Object.fromEntries(Object.entries(guests.schemas).map(([name, type]) => [name, schema(type, "input")])),
        NewOrder: schema(orderInput, "input"),
        Order: schema(guestOrder, "output"),
        Problem: schema(problemSchema, "output"),
      },
    },
  };
}
