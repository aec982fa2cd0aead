import type { Metadata } from "next";
import Link from "next/link";
import { PageHeader } from "@/components/layout/page-header";
import { keyProofs } from "@/components/settings/payments/key-proofs";
import { NoLightspeedPayments } from "@/components/settings/payments/no-lightspeed-payments";
import { ProfileList } from "@/components/settings/payments/profile-list";
import { LightRefresh } from "@/components/time/light-refresh";
import { Alert } from "@/components/ui/alert";
import { buttonClass } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { EmptyState } from "@/components/ui/empty-state";
import { FlashToast } from "@/components/ui/flash-toast";
import { CardIcon } from "@/components/ui/icons";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { formatCount } from "@/lib/format";
import { listProfiles } from "@/lib/payments/profiles/profile-view";
import { services } from "@/lib/services";
import { locationsOf, regionOf } from "../../../back-office-data";

export const metadata: Metadata = { title: "Payments" };

const notices = new Map([["removed", "The payment profile was removed."]]);

type PaymentsPageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function PaymentsPage({ searchParams }: PaymentsPageProps) {
  const actor = await requireMerchant();
  const notice = notices.get(String((await searchParams).notice));
  const [profiles, locations] = await Promise.all([
    listProfiles(services(), actor.merchantId),
    locationsOf(actor.merchantId),
  ]);
  const times = { renderedAt: services().now().toISOString(), region: await regionOf(actor) };
  const mayEdit = can(actor, "payments.edit");
  const paying = new Set(profiles.flatMap(({ locationIds }) => locationIds));
  const without = locations.filter(({ id, active }) => active && !paying.has(id));
  const add = mayEdit && (
    <Link href="/settings/payments/new" className={buttonClass({ variant: "primary" })}>
      Add payment profile
    </Link>
  );
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <LightRefresh proofs={keyProofs(profiles)} renderedAt={times.renderedAt} />
      <PageHeader
        title="Payments"
        description="Where your guests' money goes: an account at Stripe or Viva Wallet for each location."
        actions={profiles.length > 0 && add}
      />
      <div className="grid gap-5">
        <NoLightspeedPayments />
        {profiles.length === 0 ? (
          <section id="profiles" aria-label="Payment profiles" className="rounded-lg border bg-surface shadow-raised">
            <EmptyState icon={<CardIcon />} title="No payment profile yet" action={add}>
              {mayEdit
                ? "Kiosk and online orders need one before guests can pay. Have the keys of your Stripe or Viva Wallet account at hand."
                : "Only owners can add one."}
            </EmptyState>
          </section>
        ) : (
          <>
            {without.length > 0 && (
              <Alert tone="warning" title={`Guests cannot pay at ${without.map(({ name }) => name).join(", ")} yet`}>
                {mayEdit ? "Open a profile and tick the location." : "An owner can assign a payment profile."}
              </Alert>
            )}
            <Card id="profiles" flush title="Payment profiles" description={formatCount(profiles.length, "profile")}>
              <ProfileList
                profiles={profiles}
                locationNames={Object.fromEntries(locations.map(({ id, name }) => [id, name]))}
                mayEdit={mayEdit}
                {...times}
              />
            </Card>
          </>
        )}
      </div>
    </>
  );
}
