import { readTenant } from "@/db/client";
import { listPaymentProfiles, listProfileLocations, listWebhookSecrets } from "@/db/queries/payment-profiles";
import type { PaymentProfile, ProfileProvider } from "@/db/schema";
import { countryName } from "@/lib/locations/reference-data";
import type { Services } from "@/lib/services";
import { providerNames } from "../provider-error";
import { webhookUrl } from "./webhook-registration";
import { type Unheard, whyUnheard } from "./why-unheard";

/** A profile as pages show it: of its keys no more than tells two apart. */
export type PaymentProfileView = {
  id: string;
  name: string;
  country: string;
  countryName: string;
  provider: ProfileProvider;
  providerName: string;
  testMode: boolean;
  accountId: string;
  accountName: string | null;
  credentialsHint: string;
  sourceCode: string | null;
  checkedAt: string | null;
  problem: string | null;
  webhook: {
    url: string;
    /** Made by Upvendo through the provider's API. */
    registered: boolean;
    /** A secret is known, so that notifications can be accepted. */
    ready: boolean;
    /** Older secrets that are accepted for a while. */
    retiring: number;
    lastEventAt: string | null;
    /** When Viva Wallet last read its key at the address. */
    handshakeAt: string | null;
    /** Why the provider cannot tell of payments; null where it can. */
    unheard: Unheard | null;
  };
  /** Where Viva Wallet's payment source has to send guests, paid or not. */
  returnUrl: string | null;
  locationIds: string[];
};

type Needs = Pick<Services, "db" | "payments" | "now">;

/** By name. */
export async function listProfiles({ db, payments, now }: Needs, merchantId: string): Promise<PaymentProfileView[]> {
  return readTenant(db, merchantId, async (tx) => {
    const [profiles, assigned] = await Promise.all([listPaymentProfiles(tx), listProfileLocations(tx)]);
    const at = now();
    return Promise.all(
      profiles.map(async (profile) => {
        const secrets = await listWebhookSecrets(tx, profile.id, at);
        const retiring = secrets.filter(({ expiresAt }) => expiresAt !== null).length;
        const ready = secrets.length > retiring;
        return {
          ...facts(profile),
          webhook: {
            url: webhookUrl(payments.appUrl, profile.provider, profile.id),
            ...{ registered: profile.webhookEndpointId !== null, ready, retiring },
            lastEventAt: profile.lastEventAt?.toISOString() ?? null,
            handshakeAt: profile.handshakeAt?.toISOString() ?? null,
            unheard: whyUnheard({ ...profile, hasSecret: ready }),
          },
          returnUrl: profile.provider === "viva" ? `${payments.appUrl}/api/payments/return/${profile.id}` : null,
          locationIds: assigned.filter(({ profileId }) => profileId === profile.id).map(({ locationId }) => locationId),
        };
      }),
    );
  });
}

/** Null for an id that is not there, of another merchant, or no id at all: they look the same. */
export async function findProfile(services: Needs, merchantId: string, id: string): Promise<PaymentProfileView | null> {
  return (await listProfiles(services, merchantId)).find((profile) => profile.id === id) ?? null;
}

function facts(profile: PaymentProfile) {
  const { id, name, country, provider, testMode, accountId, accountName, credentialsHint, sourceCode } = profile;
  return {
    ...{ id, name, country, provider, testMode, accountId, accountName, credentialsHint, sourceCode },
    ...{ countryName: countryName(country), providerName: providerNames[provider], problem: profile.problem },
    checkedAt: profile.checkedAt?.toISOString() ?? null,
  };
}
