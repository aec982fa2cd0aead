import { randomUUID } from "node:crypto";
import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import {
  findPaymentProfile,
  insertWebhookSecret,
  retireWebhookSecrets,
  updatePaymentProfile,
} from "@/db/queries/payment-profiles";
import type { PaymentProfile } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { openCredentials, sealWebhookSecret } from "../credentials";
import { storeRegistration } from "./create-profile";
import { tellWebhookWorks } from "./keys-issue";
import { noSuchProfile, requirePaymentEditor } from "./rules";
import { unregisterWebhook } from "./webhook-registration";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** What is on its way with the old secret is still accepted for so long; Stripe's own dashboard gives as much. */
const OVERLAP_MS = 24 * 60 * 60_000;

/** A new endpoint with a new secret at Stripe; the old endpoint goes, its secret lives on for a day. */
export async function rotateWebhookSecret(services: Needs, actor: Actor, id: string): Promise<void> {
  const profile = await ownProfile(services, actor, id);
  const retiredAt = services.now();
  const credentials = openCredentials(services.keyring, profile);
  await withTenant(services.db, actor.merchantId, (tx) =>
    retireWebhookSecrets(tx, id, new Date(retiredAt.getTime() + OVERLAP_MS)),
  );
  if (!(await storeRegistration(services, profile, credentials)))
    throw new AppError(
      "payment_unavailable",
      "The provider did not give a new secret. The old one is accepted for another 24 hours. Try again before that.",
    );
  if (profile.webhookEndpointId) await unregisterWebhook(services, profile.webhookEndpointId, credentials);
  await note(services, actor, id, "payment_profile.webhook_secret_rotated");
}

/** The secret of an endpoint that somebody made in Stripe by hand; earlier ones stay for a day. */
export async function addSigningSecret(
  services: Needs,
  actor: Actor,
  { id, secret }: { id: string; secret: string },
): Promise<void> {
  const profile = await ownProfile(services, actor, id);
  if (profile.provider !== "stripe") throw noSuchProfile();
  const { merchantId } = actor;
  await withTenant(services.db, merchantId, async (tx) => {
    const row = { id: randomUUID(), merchantId };
    await retireWebhookSecrets(tx, id, new Date(services.now().getTime() + OVERLAP_MS));
    await insertWebhookSecret(tx, {
      id: row.id,
      profileId: id,
      secret: sealWebhookSecret(services.keyring, row, secret),
    });
    // Ours is lost, so this is of another one, which the merchant made by hand.
    if (profile.webhookProblem !== null) {
      await updatePaymentProfile(tx, id, { webhookEndpointId: null, webhookProblem: null });
      await tellWebhookWorks(tx, profile, services.now());
    }
  });
  await note(services, actor, id, "payment_profile.signing_secret_added");
}

async function ownProfile({ db }: Needs, actor: Actor, id: string): Promise<PaymentProfile> {
  requirePaymentEditor(actor);
  const profile = await withTenant(db, actor.merchantId, (tx) => findPaymentProfile(tx, id));
  if (!profile || profile.removedAt) throw noSuchProfile();
  return profile;
}

async function note({ db }: Needs, actor: Actor, id: string, action: string): Promise<void> {
  const { merchantId } = actor;
  await withTenant(db, merchantId, (tx) => appendAudit(tx, { merchantId, actor, action, subject: id }));
}
