import { z } from "zod";

const subItem: z.ZodType<SubItem> = z.lazy(() =>
  z.object({
    sku: z.string(),
    name: z.string(),
    quantity: z.number().int().min(1),
    unitPriceMinor: z.number().int(),
    modifiers: z.array(z.unknown()),
    subItems: z.array(subItem),
  }),
);
type SubItem = {
  sku: string;
  name: string;
  quantity: number;
  unitPriceMinor: number;
  modifiers: unknown[];
  subItems: SubItem[];
};
const line = z.object({
  ...{ sku: z.string(), name: z.string(), quantity: z.number().int().min(1), unitPriceMinor: z.number().int() },
  ...{ modifiers: z.array(z.unknown()), subItems: z.array(subItem), discountMinor: z.number().int() },
});
const entry = z.object({
  direction: z.enum(["out", "in", "here"]),
  kind: z.string(),
  message: z.string(),
  httpStatus: z.number().int().nullable(),
  detail: z.unknown().optional(),
});
const minor = z.number().int();

/** What "Copy for support" puts on the clipboard, as far as a replay needs it (lib/orders/support-bundle.ts). */
export const bundleSchema = z.object({
  bundle: z.literal("upvendo-order/1"),
  order: z.object({
    number: z.string(),
    status: z.string(),
    failure: z.object({ code: z.string() }).nullable(),
    timeline: z.array(entry),
  }),
  replay: z.object({
    channel: z.enum(["kiosk", "online", "table_qr", "in_house", "test"]),
    kind: z.enum(["local", "to_go"]),
    currency: z.string().length(3),
    lines: z.array(line).min(1),
    table: z.string().nullable(),
    guests: z.number().int().nullable(),
    paymentMode: z.enum(["separate", "embedded"]),
    ...{ subtotalMinor: minor, discountMinor: minor, serviceChargeMinor: minor, tipMinor: minor, totalMinor: minor },
  }),
});

export type Bundle = z.output<typeof bundleSchema>;
export type BundleEntry = Bundle["order"]["timeline"][number];
export type BundleLine = Bundle["replay"]["lines"][number];
