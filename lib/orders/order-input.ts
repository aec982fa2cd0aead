import { z } from "zod";
import { orderChannels } from "@/db/schema";
import { storableText } from "@/lib/storable-text";

const text = (max: number) =>
  z
    .string()
    .transform((value) => storableText(value).trim())
    .pipe(z.string().min(1).max(max));
const minor = z.int().min(0).max(100_000_000);
const sku = z.string().min(1).max(25);

const modifier = z.strictObject({ id: z.string().regex(/^\d{1,19}$/), name: text(120).optional() });

/** Deeper than this no till nests its choices. */
const MAX_DEPTH = 6;

export type SubItemInput = {
  sku: string;
  name?: string | undefined;
  quantity: number;
  unitPrice?: number | undefined;
  modifiers?: { id: string; name?: string | undefined }[] | undefined;
  subItems?: SubItemInput[] | undefined;
};

const itemShape = {
  sku,
  name: text(180).optional(),
  quantity: z.int().min(1).max(999),
  /** In the smallest unit of the currency. */
  unitPrice: minor.optional(),
  modifiers: z.array(modifier).max(30).optional(),
};

const subItem: z.ZodType<SubItemInput> = z.strictObject({
  ...itemShape,
  get subItems(): z.ZodType<SubItemInput[] | undefined> {
    return z.array(subItem).max(60).optional();
  },
});

const depthOf = (items: readonly SubItemInput[] | undefined): number =>
  items && items.length > 0 ? 1 + Math.max(...items.map((item) => depthOf(item.subItems))) : 0;

const line = z.strictObject({
  ...itemShape,
  unitPrice: minor,
  subItems: z.array(subItem).max(60).optional(),
  course: z.int().min(0).max(20).optional(),
  discount: z.strictObject({ code: text(40), amount: minor, manual: z.boolean().optional() }).optional(),
});

const customer = z.strictObject({
  firstName: text(128),
  lastName: text(128).optional(),
  email: z.email().max(254).optional(),
  phone: z
    .string()
    .regex(/^\+[1-9]\d{5,14}$/, "is not a phone number in international form (+32…)")
    .optional(),
});

const address = z.strictObject({ line1: text(200), line2: text(200).optional(), zip: text(20), city: text(100) });

/** What a channel sends. Amounts are integers in the smallest unit of `currency`. */
export const orderInput = z
  .strictObject({
    channel: z.enum(orderChannels).optional(),
    type: z.enum(["dine_in", "takeaway", "delivery"]),
    table: z
      .string()
      .regex(/^\d{1,9}$/, "is not a table number")
      .optional(),
    guests: z.int().min(1).max(999).optional(),
    /** An open check on the till that the lines are added to. */
    check: text(64).optional(),
    /** ISO 8601; without an offset it is the location's local time. */
    pickUpAt: z
      .string()
      .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/, "is not a time")
      .optional(),
    customer: customer.optional(),
    address: address.optional(),
    lines: z.array(line).min(1).max(200),
    serviceCharge: minor.optional(),
    tip: minor.optional(),
    note: text(500).optional(),
    currency: z.string().regex(/^[A-Z]{3}$/, "is not a currency code"),
    /** What the guest was shown; the order is refused where we come to another sum. */
    expectedTotal: minor.min(1),
    /** Where the guest comes back to after paying. */
    returnUrl: z.url({ protocol: /^https?$/ }).optional(),
  })
  .superRefine((order, context) => {
    const fault = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (order.type === "dine_in" && (order.address || order.pickUpAt))
      fault("type", "A dine-in order has neither an address nor a pick-up time.");
    if (order.type !== "dine_in" && (order.table || order.check))
      fault("table", "Only dine-in orders go to a table or onto a check.");
    if (order.type === "delivery" && !order.address) fault("address", "A delivery needs an address.");
    if (order.type !== "dine_in" && !order.customer) fault("customer", "Takeaway and delivery need the guest's name.");
    if (order.lines.some(({ subItems }) => depthOf(subItems) > MAX_DEPTH))
      fault("lines", "Choices are nested too deeply.");
  });

export type OrderInput = z.output<typeof orderInput>;
