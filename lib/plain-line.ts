import { z } from "zod";

/** One line that a person types: one spelling, nothing that cannot be seen. `what` as in "Enter a name." */
export const plainLine = (what: string, max: number) =>
  z
    .string(`Enter ${what}.`)
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, `Enter ${what}.`).max(max, `Use at most ${max} characters.`))
    .refine((text) => !/\p{Cc}|\p{Cf}|\p{Cs}/u.test(text), "Remove the characters that cannot be seen.");
