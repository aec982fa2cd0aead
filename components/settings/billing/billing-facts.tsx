import { Card } from "@/components/ui/card";
import { Stat } from "@/components/ui/stat";
import type { BillingView } from "@/lib/billing/get-billing-profile";

/** The billing details for people who may look and not change. */
export function BillingFacts({ billing, country }: { billing: BillingView; country: string }) {
  const { legalName, street, postalCode, city, vatNumber, invoiceEmail } = billing;
  return (
    <Card id="billing" title="Billing details" description="Only owners can change billing.">
      <div className="grid gap-x-6 gap-y-4 sm:grid-cols-2">
        <Stat title="Legal name">{legalName}</Stat>
        <Stat title="Address">
          {street}, {postalCode} {city}, {country}
        </Stat>
        <Stat title="VAT number">{vatNumber ?? "Not registered for VAT"}</Stat>
        <Stat title="E-mail for invoices">{invoiceEmail}</Stat>
      </div>
    </Card>
  );
}
