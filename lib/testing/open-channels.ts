import { withTenant } from "@/db/client";
import { saveChannel } from "@/db/queries/channels";
import { insertPaymentProfile, setProfileLocations } from "@/db/queries/payment-profiles";
import { orderChannels } from "@/db/schema";
import { sealCredentials } from "@/lib/payments/credentials";
import type { Stage } from "./connection-stage";

/** Everything that selling takes beside the till: a payment profile, and every channel switched on. */
export async function openChannels(
  { services }: Pick<Stage, "services">,
  { actor: { merchantId }, locationId }: { actor: { merchantId: string }; locationId: string },
): Promise<void> {
  const id = crypto.randomUUID();
  const keys = { provider: "stripe", secretKey: `sk_test_${id.replaceAll("-", "")}` } as const;
  await withTenant(services.db, merchantId, async (tx) => {
    await insertPaymentProfile(tx, {
      ...{ id, name: "Test profile", country: "BE", provider: "stripe", testMode: true },
      ...{ accountId: `acct_${id}`, accountName: null, sourceCode: null, credentialsHint: "sk_test_…" },
      ...{ credentials: sealCredentials(services.keyring, { id, merchantId }, keys), checkedAt: services.now() },
    });
    await setProfileLocations(tx, id, [locationId]);
  });
  await switchAllOn({ services }, { actor: { merchantId }, locationId });
}

export async function switchAllOn(
  { services }: Pick<Stage, "services">,
  { actor: { merchantId }, locationId }: { actor: { merchantId: string }; locationId: string },
): Promise<void> {
  await withTenant(services.db, merchantId, async (tx) => {
    for (const channel of orderChannels) await saveChannel(tx, { locationId, channel }, { on: true });
  });
}
