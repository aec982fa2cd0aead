import { withTenant } from "@/db/client";
import { findPaymentProfile, updatePaymentProfile } from "@/db/queries/payment-profiles";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { clientFor } from "../client-for";
import { ProviderError } from "../provider-error";
import { noSuchProfile, requirePaymentEditor } from "./rules";

type Needs = Pick<Services, "db" | "keyring" | "payments" | "now">;

/** Whether the stored keys are still good, as of now; the page shows the answer with its time. */
export async function checkProfile(services: Needs, actor: Actor, id: string): Promise<{ problem: string | null }> {
  requirePaymentEditor(actor);
  const { db, now } = services;
  const profile = await withTenant(db, actor.merchantId, (tx) => findPaymentProfile(tx, id));
  if (!profile || profile.removedAt) throw noSuchProfile();
  const problem = await problemOf(() => clientFor(services, profile).checkAccount());
  await withTenant(db, actor.merchantId, (tx) => updatePaymentProfile(tx, id, { checkedAt: now(), problem }));
  return { problem };
}

async function problemOf(check: () => Promise<unknown>): Promise<string | null> {
  try {
    await check();
    return null;
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return error.explanation;
  }
}
