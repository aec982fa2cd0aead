import { optionLines } from "@/components/ui/option-lines";
import type { PaymentField } from "./payment-form";

export const keyFields: Record<"stripe" | "viva", PaymentField[]> = {
  stripe: [
    {
      name: "secretKey",
      label: "Secret key",
      kind: "secret",
      hint: "In Stripe under Developers, API keys. It begins with sk_live_, or with sk_test_ for trying things out.",
    },
  ],
  viva: [
    { name: "merchantId", label: "Merchant ID", hint: "In Viva Wallet under Settings, API Access." },
    { name: "apiKey", label: "API key", kind: "secret", hint: "Beside the Merchant ID." },
    {
      name: "clientId",
      label: "Smart Checkout Client ID",
      hint: "In the same place, under Smart Checkout Credentials.",
    },
    { name: "clientSecret", label: "Smart Checkout Client Secret", kind: "secret" },
    { name: "sourceCode", label: "Source code", hint: "Four digits, under Sales, Online payments, Websites/Apps." },
  ],
};

export const environmentField: PaymentField = {
  name: "environment",
  label: "Environment",
  hint: "A demo account takes no real money.",
  options: optionLines([
    { value: "live", label: "Live: real payments" },
    { value: "test", label: "Demo: test payments" },
  ]),
};

export const detailFields = (countries: readonly { value: string; label: string }[]): PaymentField[] => [
  { name: "name", label: "Profile name", hint: "For your team, for example “Cards, Old Town”. Guests do not see it." },
  { name: "country", label: "Country", options: optionLines(countries), hint: "Where the account is registered." },
];
