import { z } from "zod";
import { plainLine } from "@/lib/plain-line";
import { checkContrast, formatRatio, isColour } from "./contrast";

const colour = z
  .string("Choose a colour.")
  .transform((text) => text.trim().toLowerCase())
  .refine(isColour, "Enter a colour such as #2b52d9.");

/** Colours that guests could not read are refused with the figures. */
export const brandInput = z
  .object({ name: plainLine("a name", 60), accent: colour, ground: colour, ink: colour })
  .superRefine((given, context) => {
    if (![given.accent, given.ground, given.ink].every(isColour)) return;
    for (const { what, ratio, least, field } of checkContrast(given))
      if (ratio < least)
        context.addIssue({
          code: "custom",
          path: [field],
          message: `${what}: the contrast is ${formatRatio(ratio)} and must be at least ${least} : 1.`,
        });
  });

export type BrandInput = z.output<typeof brandInput>;
