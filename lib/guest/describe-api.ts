import { z } from "zod";
import type { GuestDescription } from "@/lib/orders/openapi";
import { guestCartInput, guestOrderInput } from "./guest-order-input";
import { visitInput } from "./start-visit";

const json = (name: string) => ({
  content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } },
});
const plain = (type: string) => ({ content: { [type]: { schema: { type: "string" } } } });

/** What guests may ask, for the description of the API. */
export const guestDescription: GuestDescription = {
  schemas: {
    NewVisit: visitInput,
    Cart: guestCartInput,
    NewGuestOrder: guestOrderInput,
    Anything: z.looseObject({}),
  },
  paths: (refusals) => ({
    "/api/guest-tokens": {
      post: {
        operationId: "startVisit",
        summary: "A token for one visit of a guest",
        security: [],
        requestBody: { required: true, ...json("NewVisit") },
        responses: {
          "201": { description: "`token` is the bearer for everything else.", ...json("Anything") },
          ...refusals(
            "invalid_json",
            "body_too_large",
            "invalid_request",
            "no_such_location",
            "table_code_refused",
            "kiosk_code_refused",
            "too_many_requests",
          ),
        },
      },
    },
    "/api/place": {
      get: {
        operationId: "getPlace",
        summary: "Where the caller is, and whether orders are taken there now",
        responses: {
          "200": { description: "The place.", ...json("Anything") },
          ...refusals("unauthorized", "no_such_location"),
        },
      },
    },
    "/api/menu": {
      get: {
        operationId: "getMenu",
        summary: "What may be ordered, priced, with what is left",
        parameters: [{ name: "type", in: "query", schema: { enum: ["dine_in", "takeaway"] } }],
        responses: {
          "200": { description: "The menu.", ...json("Anything") },
          ...refusals("unauthorized", "wrong_channel"),
        },
      },
    },
    "/api/menu/picture": {
      get: {
        operationId: "getMenuPicture",
        summary: "A picture by its name on the menu",
        parameters: [
          { name: "name", in: "query", required: true, schema: { type: "string" } },
          { name: "size", in: "query", schema: { enum: ["small", "large"] } },
        ],
        responses: {
          "200": { description: "The picture.", ...plain("image/webp") },
          ...refusals("unauthorized", "not_found"),
        },
      },
    },
    "/api/availability": {
      get: {
        operationId: "getAvailability",
        summary: "How many are left of what is limited",
        responses: {
          "200": { description: "The counts.", ...json("Anything") },
          ...refusals("unauthorized", "no_such_location"),
        },
      },
    },
    "/api/availability/events": {
      get: {
        operationId: "followAvailability",
        summary: "Follow the counts: server-sent events named `availability`",
        responses: {
          "200": { description: "Events at each change.", ...plain("text/event-stream") },
          ...refusals("unauthorized", "no_such_location", "too_many_requests"),
        },
      },
    },
    "/api/pre-flight": {
      post: {
        operationId: "quoteCart",
        summary: "What a cart costs and whether it would reach the till",
        parameters: [
          { name: "check", in: "query", description: "Without a question to the till.", schema: { enum: ["prices"] } },
        ],
        requestBody: {
          required: true,
          content: {
            "application/json": {
              schema: { anyOf: [{ $ref: "#/components/schemas/Cart" }, { $ref: "#/components/schemas/NewOrder" }] },
            },
          },
        },
        responses: {
          "200": { description: "`ok`, or `reasons` why not.", ...json("Anything") },
          ...refusals(
            "unauthorized",
            "invalid_json",
            "body_too_large",
            "invalid_order",
            "wrong_channel",
            "no_such_location",
            "too_many_requests",
          ),
        },
      },
    },
  }),
};
