import { withTenant } from "@/db/client";
import { findPaymentProfile, noteProfileCheck, noteWebhookCheck } from "@/db/queries/payment-profiles";
import type { PaymentProfile } from "@/db/schema";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { clientFor } from "../client-for";
import { openCredentials } from "../credentials";
import type { ProviderClient } from "../provider-client";
import { ProviderError } from "../provider-error";
import { tellKeysAccepted, tellKeysRefused, tellWebhookLost, tellWebhookWorks } from "./keys-issue";
import { type KeysOutcome, nextCheck } from "./next-check";
import { noSuchProfile, requirePaymentEditor } from "./rules";
import { findWebhookFault } from "./webhook-registration";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;
type Found = { outcome: KeysOutcome; problem: string | null };

/** Whether everything that a payment takes of the account is still good, as of now, because somebody asked. */
export async function checkProfile(services: Needs, actor: Actor, id: string): Promise<Found> {
  requirePaymentEditor(actor);
  const profile = await withTenant(services.db, actor.merchantId, (tx) => findPaymentProfile(tx, id));
  if (!profile || profile.removedAt) throw noSuchProfile();
  const found = await askAll(clientFor(services, profile));
  await store(services, profile, found);
  if (found.outcome === "accepted") await lookAtWebhook(services, profile);
  return found;
}

/** The same because it is time. Safe to run twice: the second finds that it is not. */
export async function recheckProfile(
  services: Needs,
  { merchantId, profileId }: { merchantId: string; profileId: string },
): Promise<void> {
  const profile = await withTenant(services.db, merchantId, (tx) => findPaymentProfile(tx, profileId));
  if (!profile || profile.removedAt || profile.checkDueAt > services.now()) return;
  const client = clientFor(services, profile);
  // What once stood in the way is only over when all of it is tried again.
  const found = profile.problem === null ? await askForKeys(client) : await askAll(client);
  await store(services, profile, found);
  if (found.outcome === "accepted") await lookAtWebhook(services, profile);
}

/** An endpoint of ours that somebody removed or switched off tells of no payment, and nobody would notice. */
async function lookAtWebhook(services: Needs, profile: PaymentProfile): Promise<void> {
  const { id, webhookEndpointId: endpointId } = profile;
  if (endpointId === null) return;
  const problem = await findWebhookFault(services, { id, endpointId }, openCredentials(services.keyring, profile));
  if (problem === undefined) return;
  const at = services.now();
  await withTenant(services.db, profile.merchantId, async (tx) => {
    const stored = await noteWebhookCheck(tx, { id, webhookEndpointId: endpointId }, problem);
    if (stored && problem === null) await tellWebhookWorks(tx, stored, at);
    if (stored && problem !== null) await tellWebhookLost(tx, stored, { problem, at });
  });
}

const askAll = (client: ProviderClient) => ask(client.checkAccount, ({ transient }) => !transient);

/** Only a refusal of the keys themselves: whatever else a provider says to so small a question is no reason to stop selling. */
const askForKeys = (client: ProviderClient) => ask(client.checkKeys, ({ kind }) => kind === "credentials");

async function ask(look: () => Promise<unknown>, isFinal: (error: ProviderError) => boolean): Promise<Found> {
  try {
    await look();
    return { outcome: "accepted", problem: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { outcome: isFinal(error) ? "refused" : "no_answer", problem: error.explanation };
  }
}

/** No answer is no news: what was proven before stays, with its age, and grows old by itself. */
async function store({ db, now }: Needs, profile: PaymentProfile, { outcome, problem }: Found): Promise<void> {
  const at = now();
  const checkDueAt = nextCheck(outcome, at);
  await withTenant(db, profile.merchantId, async (tx) => {
    const found = outcome === "no_answer" ? { checkDueAt } : { checkDueAt, problem, checkedAt: at };
    const stored = await noteProfileCheck(tx, profile, found);
    if (!stored || outcome === "no_answer") return;
    if (problem === null) await tellKeysAccepted(tx, stored, at);
    else await tellKeysRefused(tx, stored, { problem, at });
  });
}
