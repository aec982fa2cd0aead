import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { insertPaymentProfile, insertWebhookSecret, updatePaymentProfile } from "@/db/queries/payment-profiles";
import { isUniqueViolation } from "@/db/queries/unique-violation";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { clientWith } from "../client-for";
import { hintOf, type PaymentCredentials, sealCredentials, sealWebhookSecret } from "../credentials";
import { tellWebhookWorks } from "./keys-issue";
import { nextCheck } from "./next-check";
import type { NewProfileInput, ProfileKeys } from "./profile-input";
import { checkedAccount, profileNameTaken, requirePaymentEditor } from "./rules";
import { registerWebhook } from "./webhook-registration";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** Checks the keys at the provider, then stores them sealed, then asks for notifications. */
export async function createProfile(services: Needs, actor: Actor, input: NewProfileInput): Promise<{ id: string }> {
  requirePaymentEditor(actor);
  const { db, keyring, now } = services;
  const { merchantId } = actor;
  const credentials = credentialsOf(input);
  const sourceCode = input.provider === "viva" ? input.sourceCode : null;
  const given = { testMode: input.provider === "viva" && input.environment === "test", sourceCode };
  const account = await checkedAccount(() => clientWith(services, credentials, given).checkAccount());
  const id = randomUUID();
  const { name, country, provider } = input;
  const { testMode, accountId } = account;
  try {
    await withTenant(db, merchantId, async (tx) => {
      await insertPaymentProfile(tx, {
        ...{ id, name, country, provider, testMode, accountId, accountName: account.name, sourceCode },
        ...{
          credentials: sealCredentials(keyring, { id, merchantId }, credentials),
          checkedAt: now(),
          checkDueAt: nextCheck("accepted", now()),
        },
        credentialsHint: hintOf(credentials),
      });
      const detail = { name, provider, testMode, account: accountId };
      await appendAudit(tx, { merchantId, actor, action: "payment_profile.created", subject: id, detail });
    });
  } catch (error) {
    if (isUniqueViolation(error, "payment_profiles_name_uq")) throw profileNameTaken(name);
    throw error;
  }
  await storeRegistration(services, { id, merchantId, testMode }, credentials);
  return { id };
}

export async function storeRegistration(
  services: Needs,
  profile: { id: string; merchantId: string; testMode: boolean },
  credentials: PaymentCredentials,
): Promise<boolean> {
  const { endpointId, secret } = await registerWebhook(services, profile, credentials);
  if (secret === null) return false;
  const { merchantId } = profile;
  await withTenant(services.db, merchantId, async (tx) => {
    const row = { id: randomUUID(), merchantId };
    const sealed = sealWebhookSecret(services.keyring, row, secret);
    await insertWebhookSecret(tx, { id: row.id, profileId: profile.id, secret: sealed });
    const stored = await updatePaymentProfile(tx, profile.id, { webhookEndpointId: endpointId, webhookProblem: null });
    if (stored) await tellWebhookWorks(tx, stored, services.now());
  });
  return true;
}

export function credentialsOf(keys: NewProfileInput | ProfileKeys): PaymentCredentials {
  if (keys.provider === "stripe") return { provider: "stripe", secretKey: keys.secretKey };
  const { merchantId, apiKey, clientId, clientSecret } = keys;
  return { provider: "viva", merchantId: merchantId.toLowerCase(), apiKey, clientId, clientSecret };
}
