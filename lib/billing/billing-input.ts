import { z } from "zod";
import { parseEmail } from "@/lib/auth/email";
import { countries } from "@/lib/locations/reference-data";
import { plainLine } from "@/lib/plain-line";
import { readVatNumber } from "./vat-number";

const known = new Set(countries.map(({ value }) => value));

/** What an owner may say about billing. An empty VAT number means that the business is not registered. */
export const billingInput = z
  .object({
    legalName: plainLine("the legal name", 120),
    street: plainLine("the street and number", 120),
    postalCode: plainLine("the postal code", 16),
    city: plainLine("the city", 80),
    country: z.string("Choose a country.").refine((code) => known.has(code), "Choose a country."),
    vatNumber: z.string().max(40, "Use at most 40 characters."),
    invoiceEmail: z.string("Enter an e-mail address.").transform((text, context) => {
      const email = parseEmail(text);
      if (email) return email;
      context.addIssue({ code: "custom", message: "Enter an e-mail address such as invoices@example.com." });
      return z.NEVER;
    }),
  })
  .transform((given, context) => {
    const read = readVatNumber(given.vatNumber, given.country);
    if (read.ok) return { ...given, vatNumber: read.vatNumber };
    context.addIssue({ code: "custom", path: ["vatNumber"], message: read.message });
    return z.NEVER;
  });

export type BillingInput = z.output<typeof billingInput>;
