import { z } from "zod";
import { storableText } from "@/lib/storable-text";

const text = (max: number) =>
  z
    .string()
    .transform((value) => storableText(value).trim())
    .pipe(z.string().min(1).max(max));

const noteIds = z.array(z.string().regex(/^\d{1,19}$/)).max(30);

export type ChoiceInput = {
  group: number;
  sku: string;
  choices?: ChoiceInput[] | undefined;
  notes?: string[] | undefined;
};

const choice: z.ZodType<ChoiceInput> = z.strictObject({
  group: z.int().min(0).max(200),
  sku: z.string().min(1).max(25),
  get choices(): z.ZodType<ChoiceInput[] | undefined> {
    return z.array(choice).max(60).optional();
  },
  notes: noteIds.optional(),
});

const depthOf = (choices: readonly ChoiceInput[] | undefined): number =>
  choices && choices.length > 0 ? 1 + Math.max(...choices.map((one) => depthOf(one.choices))) : 0;

const line = z
  .strictObject({
    sku: z.string().min(1).max(25),
    quantity: z.int().min(1).max(50),
    choices: z.array(choice).max(60).optional(),
    notes: noteIds.optional(),
  })
  .refine(({ choices }) => depthOf(choices) <= 4, "Choices are nested too deeply.");

const cart = {
  type: z.enum(["dine_in", "takeaway"]),
  lines: z.array(line).min(1).max(60),
  /** In the smallest unit of the currency. */
  tip: z.int().min(0).max(1_000_000).optional(),
};

/** What a guest would like, by SKU; every price is ours. */
export const guestCartInput = z.strictObject(cart);
export type GuestCart = z.output<typeof guestCartInput>;

export const guestOrderInput = z.strictObject({
  ...cart,
  /** What to call out when it is ready; takeaway needs one. */
  name: text(60).optional(),
  /** ISO 8601; without an offset it is the location's local time. Only for takeaway. */
  pickUpAt: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?$/, "is not a time")
    .optional(),
  note: text(300).optional(),
  /** What the guest was shown; the order is refused where we come to another sum. */
  expectedTotal: z.int().min(1).max(100_000_000),
  /** Where the guest comes back to after paying. */
  returnUrl: z.url({ protocol: /^https?$/ }).optional(),
});
export type GuestOrderWish = z.output<typeof guestOrderInput>;
