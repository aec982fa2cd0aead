import type { PaymentField } from "@/components/settings/payments/payment-form";
import { optionLines } from "@/components/ui/option-lines";

type Choices = readonly { value: string; label: string }[];

export const billingFields = (countries: Choices): PaymentField[] => [
  {
    ...{ name: "legalName", label: "Legal name", autoComplete: "organization" },
    hint: "As it stands in the company register.",
  },
  { name: "street", label: "Street and number", autoComplete: "street-address" },
  { name: "postalCode", label: "Postal code", autoComplete: "postal-code" },
  { name: "city", label: "City", autoComplete: "address-level2" },
  { name: "country", label: "Country", options: optionLines(countries) },
  {
    ...{ name: "vatNumber", label: "VAT number", optional: true },
    hint: "Its form and check digits are checked here; no office is asked. Leave it empty if the business is not registered for VAT.",
  },
  {
    ...{ name: "invoiceEmail", label: "E-mail for invoices", autoComplete: "email" },
    hint: "Upvendo's invoices go to this address.",
  },
];
