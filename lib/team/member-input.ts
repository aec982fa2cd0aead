import { z } from "zod";
import { userRoles } from "@/db/schema";
import { parseEmail } from "@/lib/auth/email";

const role = z.enum(userRoles, "Choose a role.");

/** Whom an owner invites. */
export const invitationInput = z.object({
  name: z
    .string("Enter a name.")
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, "Enter a name.").max(80, "Use at most 80 characters."))
    .refine((text) => !/\p{Cc}|\p{Cf}/u.test(text), "Remove the characters that cannot be seen."),
  email: z.string("Enter an e-mail.").transform((text, context) => {
    const email = parseEmail(text);
    if (email) return email;
    context.addIssue({ code: "custom", message: "Enter an e-mail such as anna@example.com." });
    return z.NEVER;
  }),
  role,
});

export type InvitationInput = z.output<typeof invitationInput>;

export const roleInput = z.object({ role });
