import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { PaymentForm } from "@/components/settings/payments/payment-form";
import { detailFields, environmentField, keyFields } from "@/components/settings/payments/profile-fields";
import { buttonClass } from "@/components/ui/button";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { requirePermission } from "@/lib/auth/session";
import { countries } from "@/lib/locations/reference-data";
import { locationsOf } from "../../../back-office-data";
import { createProfileAction } from "../actions";

export const metadata: Metadata = { title: "Add payment profile" };

type NewProfilePageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

const tabs = [
  { id: "stripe", label: "Stripe", href: "/settings/payments/new" },
  { id: "viva", label: "Viva Wallet", href: "/settings/payments/new?provider=viva" },
];

export default async function NewProfilePage({ searchParams }: NewProfilePageProps) {
  const actor = await requirePermission("payments.edit");
  const provider = (await searchParams).provider === "viva" ? "viva" : "stripe";
  const [like] = await locationsOf(actor.merchantId);
  return (
    <>
      <PageHeader
        title="Add payment profile"
        description="The keys are checked with the provider before anything is saved, and stored encrypted. Nobody can read them afterwards."
        tabs={<Tabs label="Payment provider" tabs={tabs} current={provider} />}
      />
      <TabPanel id={provider}>
        <div className="max-w-2xl rounded-lg border bg-surface p-4 shadow-raised sm:p-5">
          <PaymentForm
            id="new"
            key={provider}
            fields={[
              ...detailFields(countries),
              ...(provider === "viva" ? [environmentField] : []),
              ...keyFields[provider],
            ]}
            values={{ country: like?.country ?? "" }}
            save={createProfileAction.bind(null, provider)}
            submitLabel="Check and save"
          >
            <Link href="/settings/payments" className={buttonClass()}>
              Cancel
            </Link>
          </PaymentForm>
        </div>
      </TabPanel>
    </>
  );
}
