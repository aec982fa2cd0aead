import { z } from "zod";
import { parseEmail } from "@/lib/auth/email";

const MOST_RECIPIENTS = 10;

/** Who is told by e-mail, one address a line; nobody named means the owners. */
export const recipientsInput = z.object({
  byEmail: z.boolean(),
  recipients: z.string().transform((text, context) => {
    const found = new Set<string>();
    for (const line of text.split(/[\n,;]/).map((one) => one.trim())) {
      if (line === "") continue;
      const email = parseEmail(line);
      if (!email) {
        context.addIssue({ code: "custom", message: `“${line.slice(0, 80)}” is not an e-mail address.` });
        return z.NEVER;
      }
      found.add(email);
    }
    if (found.size <= MOST_RECIPIENTS) return [...found];
    context.addIssue({ code: "custom", message: `Enter at most ${MOST_RECIPIENTS} addresses.` });
    return z.NEVER;
  }),
});

export type RecipientsInput = z.output<typeof recipientsInput>;
