import { z } from "zod";
import type { LineBody } from "../till/order-body";
import type { FieldFault } from "./errors";
import { decimalField, int32Field, int64Field, optional } from "./wire";

const text = optional(z.string());
const modifiers = optional(z.array(z.object({ modifierId: z.string() }))).transform((list) => list ?? []);

/** Messages are the vendor's words for the rule; the rule's name stands before the bar. */
const rule = (code: string, message: string) => `${code}|${message}`;
const sized = (min: number, max: number) =>
  z
    .string()
    .refine(
      (value) => value.length >= min && value.length <= max,
      rule("Size", `size must be between ${min} and ${max}`),
    );
const atLeast = (min: number) =>
  optional(int32Field.refine((value) => value >= min, rule("Min", `must be greater than or equal to ${min}`)));

const subItem: z.ZodType<LineBody> = z.lazy(() =>
  z.object({
    sku: sized(1, 25),
    quantity: int32Field,
    customItemName: text,
    customItemPrice: optional(decimalField),
    modifiers,
    subItems,
  }),
);
const subItems = optional(z.array(subItem)).transform((list) => list ?? []);

const line = z
  .object({
    sku: sized(1, 25),
    quantity: int32Field,
    customItemName: text,
    customItemPrice: optional(decimalField),
    modifiers,
    subItems,
    discountCode: text,
    discountAmountOverride: optional(decimalField),
    discountPercentOverride: optional(decimalField),
    course: atLeast(0),
  })
  .refine(
    (one) => one.discountAmountOverride === undefined || one.discountPercentOverride === undefined,
    rule("AssertTrue", "amount and percent exclude each other"),
  );

const customer = z
  .object({
    firstName: sized(1, 128),
    lastName: text,
    email: text,
    thirdPartyReference: text,
    contactNumberAsE164: text,
    notes: text,
    salutation: text,
    sendEmailReceipts: optional(z.boolean()),
    emailNotification: optional(z.enum(["ENABLE", "DISABLE", "DONT_CHANGE"])),
  })
  .refine((one) => !one.thirdPartyReference || one.email, {
    message: rule("AssertTrue", "must be empty when email is empty"),
    path: ["thirdPartyReference"],
  });

export const orderSchema = z.object({
  businessLocationId: int64Field,
  thirdPartyReference: sized(1, 48),
  endpointId: z.string(),
  customerInfo: customer,
  orderNote: text,
  maxTimeToAttemptOrderDeliverToPos: atLeast(60_000),
  staffId: optional(int64Field),
  accountProfileCode: text,
  scheduledTimeForOrderAsIso8601: text,
  orderCollectionTimeAsIso8601: text,
  payment: optional(z.object({ paymentMethod: text, paymentAmount: decimalField, tipAmount: optional(decimalField) })),
  collectionCode: optional(sized(0, 8)),
  accountIdentifier: text,
  tableNumber: text,
  clientCount: optional(int32Field),
  items: optional(z.array(line)).transform((list) => list ?? []),
});

const times = ["scheduledTimeForOrderAsIso8601", "orderCollectionTimeAsIso8601"] as const;

/** The times of an order that are not after `now`. Beside the schema, which is made once and knows no time. */
export const pastTimes = (body: unknown, now: number): FieldFault[] =>
  times.flatMap((field) => {
    const value = valueAt(body, [field]);
    if (typeof value !== "string" || Date.parse(value) > now) return [];
    return { field, code: "Future", message: "must be a future date" };
  });

export const paymentSchema = z.object({
  businessLocationId: int64Field,
  endpointId: z.string(),
  thirdPartyPaymentReference: sized(1, 50),
  iKaccountIdentifier: text,
  paymentAmount: decimalField,
  tipAmount: optional(decimalField),
  paymentMethod: text,
  staffId: optional(int64Field),
  deviceId: optional(int64Field),
  taskTtlInMs: atLeast(60_000),
});

/** items[0].sku, as Spring writes it. */
const fieldName = (path: PropertyKey[]) =>
  path
    .map((part, index) => (typeof part === "number" ? `[${part}]` : `${index === 0 ? "" : "."}${String(part)}`))
    .join("");

function valueAt(body: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined),
    body,
  );
}

/** The faults of a body in the vendor's terms: missing is NotNull, another type is typeMismatch, else the rule's name. */
export function fieldFaults(error: z.ZodError, body: unknown): FieldFault[] {
  return error.issues.map(({ path, message }) => {
    const field = fieldName(path) || "body";
    const value = valueAt(body, path);
    if (value === undefined || value === null) return { field, code: "NotNull", message: "must not be null" };
    const [code = "", words] = message.split("|");
    return words ? { field, code, message: words } : { field, code: "typeMismatch", message: "has the wrong type" };
  });
}
