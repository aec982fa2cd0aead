import type { TenantTransaction } from "@/db/client";
import type { PaymentProfile } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { providerNames } from "../provider-error";

type Profile = Pick<PaymentProfile, "id" | "name" | "provider">;

const kind = "payment_keys";

export async function tellKeysRefused(
  tx: TenantTransaction,
  { id, name, provider }: Profile,
  { problem, at }: { problem: string; at: Date },
): Promise<void> {
  const who = providerNames[provider];
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind, key: id, severity: "critical", at },
    title: `${who} no longer accepts the keys of “${name}”`,
    body: `${problem} Guests cannot pay where this profile is used, and nothing can be refunded through it.`,
    remedy: `Copy the keys from ${who} once more and replace them on the profile's page.`,
    href: `/settings/payments/${id}#keys`,
  });
}

export async function tellKeysAccepted(tx: TenantTransaction, { id, provider }: Profile, at: Date): Promise<void> {
  const proof = `${providerNames[provider]} accepted the keys.`;
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: id, proof, at });
}

export async function tellProfileRemoved(tx: TenantTransaction, { id, name }: Profile, at: Date): Promise<void> {
  await resolveIssue(tx, { merchantId: tx.merchantId, kind, key: id, proof: `“${name}” was removed.`, at });
}
