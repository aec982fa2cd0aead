import type { TenantTransaction } from "@/db/client";
import type { PaymentProfile } from "@/db/schema";
import { raiseIssue } from "@/lib/attention/raise-issue";
import { resolveIssue } from "@/lib/attention/resolve-issue";
import { providerNames } from "../provider-error";

type Profile = Pick<PaymentProfile, "id" | "name" | "provider">;

const kind = "payment_keys";
const webhookKind = "payment_webhook";

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

export async function tellWebhookLost(
  tx: TenantTransaction,
  { id, name, provider }: Profile,
  { problem, at }: { problem: string; at: Date },
): Promise<void> {
  await raiseIssue(tx, {
    ...{ merchantId: tx.merchantId, kind: webhookKind, key: id, severity: "warning", at },
    title: `${providerNames[provider]} no longer tells Upvendo of payments through “${name}”`,
    body: `${problem} Paid orders reach the kitchen later, since Upvendo has to ask by itself.`,
    remedy: "Press Create webhook again on the profile's page.",
    href: `/settings/payments/${id}#webhook`,
  });
}

export async function tellWebhookWorks(tx: TenantTransaction, { id, provider }: Profile, at: Date): Promise<void> {
  const proof = `${providerNames[provider]} has the webhook.`;
  await resolveIssue(tx, { merchantId: tx.merchantId, kind: webhookKind, key: id, proof, at });
}

export async function tellProfileRemoved(tx: TenantTransaction, { id, name }: Profile, at: Date): Promise<void> {
  for (const about of [kind, webhookKind])
    await resolveIssue(tx, { merchantId: tx.merchantId, kind: about, key: id, proof: `“${name}” was removed.`, at });
}
