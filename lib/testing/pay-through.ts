import type { Actor } from "@/lib/auth/roles";
import { assignLocations } from "@/lib/payments/profiles/assign-locations";
import { createProfile } from "@/lib/payments/profiles/create-profile";
import type { Services } from "@/lib/services";
import type { SandboxProcess } from "./sandbox-process";

type StripeKeys = { id: string; secretKey: string };
type VivaKeys = { id: string; apiKey: string; clientId: string; clientSecret: string; sourceCode: string };
type Wish = { actor: Actor; locationId: string; provider: "stripe" | "viva" };

/** Makes the location pay through a new account at this provider, whose notices go to our address. */
export async function payThrough(
  services: Services,
  sandbox: Pick<SandboxProcess, "control">,
  { actor, locationId, provider }: Wish,
): Promise<{ profileId: string; account: string }> {
  const account = await sandbox.control<StripeKeys & VivaKeys>("POST", "/payments/accounts", { provider });
  const common = { name: `${provider} ${account.id}`.slice(0, 60), country: "BE" };
  const { secretKey, apiKey, clientId, clientSecret, sourceCode } = account;
  const { id: profileId } = await createProfile(
    services,
    actor,
    provider === "stripe"
      ? { provider, ...common, secretKey }
      : {
          ...{ provider, ...common, environment: "test", merchantId: account.id },
          ...{ apiKey, clientId, clientSecret, sourceCode },
        },
  );
  await assignLocations(services, actor, { id: profileId, locationIds: [locationId] });
  if (provider === "viva")
    await sandbox.control("PATCH", `/payments/accounts/${account.id}`, {
      webhookUrl: `${services.payments.appUrl}/webhook/viva/${profileId}`,
    });
  return { profileId, account: account.id };
}
