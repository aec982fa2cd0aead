import { z } from "zod";
import { countries } from "@/lib/locations/reference-data";

const countryCodes = new Set(countries.map(({ value }) => value));

const secret = (what: string, pattern: RegExp, example: string) =>
  z
    .string(`Enter ${what}.`)
    .transform((text) => text.trim())
    .pipe(z.string().regex(pattern, example));

const common = {
  name: z
    .string("Enter a name.")
    .transform((text) => text.normalize("NFC").replace(/\s+/g, " ").trim())
    .pipe(z.string().min(1, "Enter a name.").max(60, "Use at most 60 characters."))
    .refine((text) => !/\p{Cc}|\p{Cf}/u.test(text), "Remove the characters that cannot be seen."),
  country: z.string("Choose a country.").refine((value) => countryCodes.has(value), "Choose a country."),
};

const stripeKeys = {
  secretKey: secret(
    "the secret key",
    /^(sk|rk)_(test|live)_[A-Za-z0-9]{8,200}$/,
    "A secret key begins with sk_live_ or sk_test_. You find it in Stripe under Developers, API keys.",
  ),
};

const vivaKeys = {
  merchantId: secret(
    "the Merchant ID",
    /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/,
    "Copy the Merchant ID whole, with its dashes.",
  ),
  apiKey: secret("the API key", /^\S{6,200}$/, "Copy the API key whole."),
  clientId: secret(
    "the Client ID",
    /^\S{6,200}\.apps\.vivapayments\.com$/,
    "A Client ID ends with .apps.vivapayments.com.",
  ),
  clientSecret: secret("the Client Secret", /^\S{6,200}$/, "Copy the Client Secret whole."),
};

const environment = z.enum(["live", "test"], "Choose an environment.");
const sourceCode = secret("the source code", /^\d{4}$/, "A source code has four digits.");

/** What a person says about a profile; its keys are checked at the provider before anything is stored. */
export const newProfileInput = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("stripe"), ...common, ...stripeKeys }),
  z.object({ provider: z.literal("viva"), ...common, ...vivaKeys, sourceCode, environment }),
]);

/** Name and country; keys only where they are replaced. */
export const profileDetails = z.object(common);
export const profileKeys = z.discriminatedUnion("provider", [
  z.object({ provider: z.literal("stripe"), ...stripeKeys }),
  z.object({ provider: z.literal("viva"), ...vivaKeys, sourceCode }),
]);
/** What Stripe shows once for an endpoint that was made by hand. */
export const signingSecret = secret(
  "the signing secret",
  /^whsec_[A-Za-z0-9+/=_-]{8,200}$/,
  "A signing secret begins with whsec_.",
);

export type NewProfileInput = z.output<typeof newProfileInput>;
export type ProfileKeys = z.output<typeof profileKeys>;
