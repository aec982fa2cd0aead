import { withTenant } from "@/db/client";
import {
  findPaymentProfile,
  findProfileMerchant,
  listWebhookSecrets,
  noteProfileHandshake,
} from "@/db/queries/payment-profiles";
import type { Services } from "@/lib/services";
import { isUuid } from "@/lib/uuid";
import { openWebhookSecret } from "./credentials";

/** The key that Viva Wallet wants to read at the address before it sends notices there, and that it was read; null when there is no such profile. */
export async function vivaHandshake(
  { db, keyring, now }: Pick<Services, "db" | "keyring" | "now">,
  profileId: string,
): Promise<string | null> {
  if (!isUuid(profileId)) return null;
  const merchantId = await findProfileMerchant(db, profileId);
  if (!merchantId) return null;
  return withTenant(db, merchantId, async (tx) => {
    const profile = await findPaymentProfile(tx, profileId);
    const [newest] = profile?.provider === "viva" ? await listWebhookSecrets(tx, profileId, now()) : [];
    if (!newest) return null;
    await noteProfileHandshake(tx, profileId, now());
    return openWebhookSecret(keyring, newest);
  });
}
