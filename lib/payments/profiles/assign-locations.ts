import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { listLocations } from "@/db/queries/locations";
import { findPaymentProfile, setProfileLocations } from "@/db/queries/payment-profiles";
import type { Actor } from "@/lib/auth/roles";
import { AppError } from "@/lib/errors";
import type { Services } from "@/lib/services";
import { noSuchProfile, requirePaymentEditor } from "./rules";

/** These locations take their guests' payments through this profile, and no others do. */
export async function assignLocations(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { id, locationIds }: { id: string; locationIds: string[] },
): Promise<void> {
  requirePaymentEditor(actor);
  const { merchantId } = actor;
  const wanted = [...new Set(locationIds)];
  await withTenant(db, merchantId, async (tx) => {
    const profile = await findPaymentProfile(tx, id);
    if (!profile || profile.removedAt) throw noSuchProfile();
    const own = new Map((await listLocations(tx)).map((location) => [location.id, location.name]));
    if (wanted.some((locationId) => !own.has(locationId)))
      throw new AppError("not_found", "This location does not exist.");
    await setProfileLocations(tx, id, wanted);
    const detail = { locations: wanted.map((locationId) => own.get(locationId)) };
    await appendAudit(tx, { merchantId, actor, action: "payment_profile.assigned", subject: id, detail });
  });
}
