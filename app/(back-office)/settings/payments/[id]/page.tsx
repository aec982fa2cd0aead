import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { PageHeader } from "@/components/layout/page-header";
import { keyProofs } from "@/components/settings/payments/key-proofs";
import { PaymentForm } from "@/components/settings/payments/payment-form";
import { ProfileBadge } from "@/components/settings/payments/profile-badge";
import { ProfileFacts } from "@/components/settings/payments/profile-facts";
import { detailFields, keyFields } from "@/components/settings/payments/profile-fields";
import { ProfileLocations } from "@/components/settings/payments/profile-locations";
import { ProfileWebhook } from "@/components/settings/payments/profile-webhook";
import { RemoveProfile } from "@/components/settings/payments/remove-profile";
import { LightRefresh } from "@/components/time/light-refresh";
import { Card } from "@/components/ui/card";
import { FlashToast } from "@/components/ui/flash-toast";
import { can } from "@/lib/auth/roles";
import { requireMerchant } from "@/lib/auth/session";
import { countries } from "@/lib/locations/reference-data";
import { listProfiles } from "@/lib/payments/profiles/profile-view";
import { services } from "@/lib/services";
import { locationsOf, regionOf } from "../../../back-office-data";
import {
  addSigningSecretAction,
  assignLocationsAction,
  checkProfileAction,
  removeProfileAction,
  replaceKeysAction,
  rotateSecretAction,
  updateDetailsAction,
} from "../actions";

export const metadata: Metadata = { title: "Payment profile" };

const notices = new Map([
  ["created", "The keys are good and the profile was saved."],
  ["saved", "The profile was saved."],
  ["keys", "The new keys are good and were saved."],
  ["locations", "The locations were saved."],
  ["checked", "The keys are good."],
  ["not-accepted", "The check failed. See the reason on the page."],
  ["no-answer", "The provider did not answer, so nothing is known anew. Try again in a moment."],
  ["secret", "The new signing secret is in use."],
  ["no-secret", "The provider gave no new secret. The old one is accepted for another 24 hours."],
]);

type ProfilePageProps = {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ProfilePage({ params, searchParams }: ProfilePageProps) {
  const actor = await requireMerchant();
  const { id } = await params;
  const notice = notices.get(String((await searchParams).notice));
  const [profiles, locations] = await Promise.all([
    listProfiles(services(), actor.merchantId),
    locationsOf(actor.merchantId),
  ]);
  const profile = profiles.find((one) => one.id === id);
  if (!profile) notFound();
  const times = { renderedAt: services().now().toISOString(), region: await regionOf(actor) };
  const mayEdit = can(actor, "payments.edit");
  const assignable = locations
    .filter(({ active }) => active)
    .map((location) => ({
      ...{ id: location.id, name: location.name, assigned: profile.locationIds.includes(location.id) },
      elsewhere: profiles.find((one) => one.id !== id && one.locationIds.includes(location.id))?.name ?? null,
    }));
  const secretForm = (
    <PaymentForm
      id="secret"
      fields={[{ name: "secret", label: "Signing secret", kind: "secret", hint: "It begins with whsec_." }]}
      save={addSigningSecretAction.bind(null, id)}
      submitLabel="Save signing secret"
    />
  );
  return (
    <>
      {notice && <FlashToast message={notice} param="notice" />}
      <LightRefresh proofs={keyProofs([profile])} renderedAt={times.renderedAt} />
      <PageHeader title={profile.name} actions={<ProfileBadge profile={profile} renderedAt={times.renderedAt} />} />
      <div className="grid max-w-3xl gap-5">
        <ProfileFacts profile={profile} times={times} check={mayEdit ? checkProfileAction.bind(null, id) : null} />
        <ProfileLocations locations={assignable} assign={mayEdit ? assignLocationsAction.bind(null, id) : null} />
        <ProfileWebhook
          profile={profile}
          times={times}
          rotate={mayEdit ? rotateSecretAction.bind(null, id) : null}
          byHand={mayEdit && profile.provider === "stripe" && !profile.webhook.registered && secretForm}
        />
        {mayEdit && (
          <>
            <Card id="details" title="Name and country">
              <PaymentForm
                id="details"
                fields={detailFields(countries)}
                values={{ name: profile.name, country: profile.country }}
                save={updateDetailsAction.bind(null, id)}
                submitLabel="Save"
              />
            </Card>
            <Card
              id="keys"
              title="Replace the keys"
              description="For the same account. The new keys are checked before they take the place of the old ones."
            >
              <PaymentForm
                id="keys"
                fields={keyFields[profile.provider]}
                values={profile.sourceCode ? { sourceCode: profile.sourceCode } : {}}
                save={replaceKeysAction.bind(null, id, profile.provider)}
                submitLabel="Check and replace"
              />
            </Card>
            <RemoveProfile inUse={profile.locationIds.length > 0} remove={removeProfileAction.bind(null, id)} />
          </>
        )}
      </div>
    </>
  );
}
