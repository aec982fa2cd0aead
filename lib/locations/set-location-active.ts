import { withTenant } from "@/db/client";
import { appendAudit } from "@/db/queries/audit";
import { findLocation, updateLocation } from "@/db/queries/locations";
import type { Actor } from "@/lib/auth/roles";
import type { Services } from "@/lib/services";
import { noSuchLocation, requireEditor } from "./rules";

/** Deactivating keeps the address, the hours and the Lightspeed link, so that reactivating brings all of it back. */
export async function setLocationActive(
  { db }: Pick<Services, "db">,
  actor: Actor,
  { id, active }: { id: string; active: boolean },
): Promise<void> {
  requireEditor(actor);
  const { merchantId } = actor;
  await withTenant(db, merchantId, async (tx) => {
    const before = await findLocation(tx, id);
    if (!before) throw noSuchLocation();
    if (before.active === active) return;
    await updateLocation(tx, id, { active });
    const action = active ? "location.reactivated" : "location.deactivated";
    await appendAudit(tx, { merchantId, actor, action, subject: id, detail: { name: before.name } });
  });
}
