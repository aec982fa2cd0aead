import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findPaymentProfile, setProfileLocations, updatePaymentProfile } from "@/db/queries/payment-profiles";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { tellProfileRemoved } from "./keys-issue";
import { noSuchProfile, requirePaymentEditor } from "./rules";

/** No new payments from now on. The keys are kept, sealed, since what was paid through it may still have to be given back. */
export async function removeProfile(
  { db, now }: Pick<Services, "db" | "now">,
  actor: Actor,
  id: string,
): Promise<void> {
  requirePaymentEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const profile = await findPaymentProfile(tx, id);
    if (!profile || profile.removedAt) throw noSuchProfile();
    await setProfileLocations(tx, id, []);
    await updatePaymentProfile(tx, id, { removedAt: now() });
    await tellProfileRemoved(tx, profile, now());
    const detail = { name: profile.name };
    await appendAudit(tx, { merchantId, actor, action: "payment_profile.removed", subject: id, detail });
  });
}
