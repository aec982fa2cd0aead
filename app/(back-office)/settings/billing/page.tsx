import type { Metadata } from "next";
import { PageHeader } from "@/components/layout/page-header";
import { BillingFacts } from "@/components/settings/billing/billing-facts";
import { billingFields } from "@/components/settings/billing/billing-fields";
import { PaymentForm } from "@/components/settings/payments/payment-form";
import { RelativeTime } from "@/components/time/relative-time";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashToast } from "@/components/ui/flash-toast";
import { ReceiptIcon } from "@/components/ui/icons";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { getBillingProfile } from "@/lib/billing/get-billing-profile";
import { countries, countryName } from "@/lib/locations/reference-data";
import { services } from "@/lib/services";
import { locationsOf, regionOf } from "../../back-office-data";
import { updateBillingAction } from "./actions";

export const metadata: Metadata = { title: "Billing" };

type BillingPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function BillingPage({ searchParams }: BillingPageProps) {
  const actor = await requireMerchant();
  const saved = (await searchParams).notice === "saved";
  const [billing, [like], region] = await Promise.all([
    getBillingProfile(services(), actor.merchantId),
    locationsOf(actor.merchantId),
    regionOf(actor),
  ]);
  const times = { renderedAt: services().now().toISOString(), region };
  // An address that is filled in already is one less to type; nothing is kept before somebody saves it.
  const start = like && {
    ...{ street: like.street, postalCode: like.postalCode, city: like.city, country: like.country },
  };
  const { updatedAt, updatedByName, ...kept } = billing ?? { updatedAt: null, updatedByName: null, ...start };
  return (
    <>
      {saved && <FlashToast message="The billing details were saved." param="notice" />}
      <PageHeader title="Billing" description="To whom Upvendo sends its invoices. Your guests never see this." />
      <div className="max-w-2xl">
        {can(actor, "billing.edit") ? (
          <Card
            id="billing"
            title="Billing details"
            description={
              updatedAt ? (
                <>
                  Saved by {updatedByName} <RelativeTime at={updatedAt} {...times} />.
                </>
              ) : (
                "Nothing has been saved yet."
              )
            }
          >
            <PaymentForm
              id="billing"
              fields={billingFields(countries)}
              values={Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, value ?? ""]))}
              save={updateBillingAction}
              submitLabel="Save"
            />
          </Card>
        ) : billing ? (
          <BillingFacts billing={billing} country={countryName(billing.country)} />
        ) : (
          <Card id="billing" title="Billing details" flush>
            <EmptyState icon={<ReceiptIcon />} title="No billing details yet">
              Only owners can enter them.
            </EmptyState>
          </Card>
        )}
      </div>
    </>
  );
}
